package peopleweb_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

func TestRegisterPage(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.get("/app/people/new", "desk").want(200).form("main form[data-draft]")
		f.Values.Set("persons.0.given", "Selam")
		a := w.press(f, "desk", "add:persons").want(200)
		f = a.form("main form[data-draft]")
		f.Values.Set("persons.0.sex", "f")
		f.Values.Set("persons.1.name_unknown", "1")
		f.Values.Set("persons.1.relationship", "SON")
		a = w.press(f, "desk", "register").want(422)
		t.Log(a.doc().Find(".errsum").Text())
		f.Values.Set("persons.1.sex", "m")
		to := w.press(f, "desk", "register").leads()
		t.Log(to)
	})
}

var _ = httptest.NewRecorder
var _ = http.StatusOK
