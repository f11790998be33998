package app

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"passerelle/internal/platform/access"
)

// The script of the manual registers, places and finds a household as it stands.
func TestRegisterWithCurl(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	h := theHouse(t)
	server := httptest.NewServer(h.http)
	defer server.Close()
	_, token := h.account(t, "reception_desk", access.Everywhere)
	cmd := exec.Command("bash", "../../docs/operating/register-with-curl.sh")
	cmd.Env = append(os.Environ(), "URL="+server.URL, "TOKEN="+token)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "found again, with its beds") {
		t.Errorf("the script ends with %v and prints\n%s", err, out)
	}
}

// A client of the API sees exactly this document, and it is one by the schema
// that the OpenAPI Initiative publishes (spec.openapis.org/oas/3.1/schema).
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	doc, err := h.site.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%#v", err)
	}
	for _, op := range h.site.Operations() {
		if !strings.Contains(string(doc), `"operationId": "`+op.ID+`"`) {
			t.Errorf("operation %s is not in the document", op.ID)
		}
	}
	if schema.Validate(map[string]any{"openapi": "3.1.0", "paths": map[string]any{}}) == nil {
		t.Error("a document without info passes: the schema checks nothing")
	}
}
