package testkit_test

import (
	"io"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

const page = `<!doctype html><title>t</title>
<form id="f" method="post" action="save?x=1">
 <input name="given" value="Amina"> <input name="empty"> <input value="nameless">
 <input type="checkbox" name="needs" value="cot" checked> <input type="checkbox" name="needs" value="step_free">
 <input type="radio" name="sex" value="female"> <input type="radio" name="sex" value="male" checked>
 <select name="country"><option value="ERI">Eritrea<option value="SYR" selected>Syria</select>
 <select name="first"><option disabled value="">choose<option value="a">A<option value="b">B</select>
 <select name="many" multiple><option selected>x<option selected>y<option>z</select>
 <textarea name="note">
line one</textarea>
 <input name="off" value="1" disabled> <fieldset disabled><input name="off2" value="1"></fieldset>
 <input name="foreign" value="1" form="g">
 <input type="file" name="photo"> <button name="do" value="place" formaction="/place">Place</button>
</form>
<form id="g"></form> <input name="outside" value="yes" form="f">
<h1>  A <bdi>household</bdi>
 arrives </h1>`

func TestReadFormReadsWhatABrowserSubmits(t *testing.T) {
	t.Parallel()
	doc := testkit.Doc(t, strings.NewReader(page))
	f := testkit.ReadForm(t, doc, "#f")
	want := url.Values{
		"given": {"Amina"}, "empty": {""}, "needs": {"cot"}, "sex": {"male"}, "country": {"SYR"},
		"first": {"a"}, "many": {"x", "y"}, "note": {"line one"}, "outside": {"yes"},
	}
	if diff := cmp.Diff(want, f.Values); diff != "" {
		t.Error(diff)
	}

	r := f.Press(t, doc, "button").Request(t, "http://desk.example/app/arrivals/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Method + " " + r.URL.String(); got != "POST http://desk.example/place" {
		t.Error(got)
	}
	if !strings.Contains(string(body), "do=place") {
		t.Errorf("the pressed button is not in %q", body)
	}
}

func TestTextJoinsSpace(t *testing.T) {
	t.Parallel()
	if got := testkit.Text(t, testkit.Doc(t, strings.NewReader(page)), "h1"); got != "A household arrives" {
		t.Errorf("got %q", got)
	}
}

func TestSourceRepeatsPerTest(t *testing.T) {
	t.Parallel()
	draw := func(t *testing.T) (b [8]byte) {
		if _, err := testkit.Source(t).Read(b[:]); err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := draw(t)
	if again := draw(t); again != first {
		t.Error("the same test drew different bits")
	}
	t.Run("other", func(t *testing.T) {
		if draw(t) == first {
			t.Error("another test drew the same bits")
		}
	})
}
