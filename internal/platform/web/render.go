package web

import (
	"bytes"
	"context"
	"net/http"
	"sync"

	"passerelle/internal/platform/ui"

	"github.com/a-h/templ"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a whole page at once: an error in the middle of it becomes an
// error page, not half a page.
func (r *Request) render(w http.ResponseWriter, status int, ctx context.Context, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() < 1<<20 {
			b.Reset()
			buffers.Put(b)
		}
	}()
	if err := c.Render(ctx, b); err != nil {
		b.Reset()
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a browser that went away is no error of ours
	return nil
}

func flashMessage(text string) *ui.Message {
	return &ui.Message{Tone: ui.Good, Text: text}
}
