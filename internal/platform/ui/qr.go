package ui

import (
	"context"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"
)

// QRCode draws text as an SVG of squares: no picture file, no inline style.
func QRCode(text, label string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		code, err := qr.Encode(text, qr.M, qr.Auto) // a poster gets dirty
		if err != nil {
			return err
		}
		size := code.Bounds().Dx()
		const quiet = 4 // ISO/IEC 18004: four modules of white around
		var path strings.Builder
		for y := range size {
			for x := range size {
				if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
					fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
				}
			}
		}
		_, err = fmt.Fprintf(w, `<svg class="qr" width="220" height="220" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges"><rect width="100%%" height="100%%" fill="#fff"/><path fill="#000" d="%s"/></svg>`,
			size+2*quiet, size+2*quiet, html.EscapeString(label), path.String())
		return err
	})
}
