package fundingweb

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
)

// spoken is text in its language and direction, with its paragraphs.
func spoken(text string, lang i18n.Lang) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		html := strings.ReplaceAll(templ.EscapeString(text), "\n", "<br>")
		_, err := io.WriteString(w, `<bdi lang="`+templ.EscapeString(string(lang))+`" dir="`+lang.Dir()+`">`+html+`</bdi>`)
		return err
	})
}
