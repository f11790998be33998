package files_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/i18n"
)

// corners is a picture with a red, a green and two blue quarters: red where
// pixel 0,0 is, green at the end of the first row.
func corners(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{B: 255, A: 255}
			if y < h/2 && x < w/2 {
				c = color.RGBA{R: 255, A: 255}
			} else if y < h/2 {
				c = color.RGBA{G: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withSegment puts a segment directly after the start of a JPEG.
func withSegment(b []byte, marker byte, content []byte) []byte {
	head := append([]byte{0xff, 0xd8, 0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(content)+2))...)
	return append(append(head, content...), b[2:]...)
}

// exif is an EXIF segment with an orientation and a camera's serial number.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("Exif\x00\x00II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("Exif\x00\x00MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 42033), 2), uint32(len(canary))), 38)
	b = order.AppendUint16(order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 274), 3), 1), orientation), 0)
	b = order.AppendUint32(b, 0)
	return append(b, canary...)
}

func photo(t *testing.T, b []byte) (files.Photo, image.Image) {
	t.Helper()
	p, err := files.ReadPhoto(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Full))
	if err != nil {
		t.Fatal(err)
	}
	return p, img
}

func TestPhotoSizes(t *testing.T) {
	t.Parallel()
	tests := []struct{ w, h, fullW, fullH, thumbW, thumbH int }{
		{1600, 1200, 800, 600, 160, 120},
		{300, 1200, 200, 800, 40, 160},
		{400, 300, 400, 300, 160, 120},
		{20, 10, 20, 10, 20, 10},
		{1, 1, 1, 1, 1, 1},
		{3000, 1, 800, 1, 160, 1},
	}
	for _, tt := range tests {
		for _, b := range [][]byte{asJPEG(t, corners(tt.w, tt.h)), asPNG(t, corners(tt.w, tt.h))} {
			p, img := photo(t, b)
			thumb, err := jpeg.DecodeConfig(bytes.NewReader(p.Thumbnail))
			if err != nil {
				t.Fatal(err)
			}
			if img.Bounds() != image.Rect(0, 0, tt.fullW, tt.fullH) || p.Width != tt.fullW || p.Height != tt.fullH ||
				thumb.Width != tt.thumbW || thumb.Height != tt.thumbH {
				t.Errorf("%+v: full %v, thumbnail %dx%d", tt, img.Bounds(), thumb.Width, thumb.Height)
			}
		}
	}
}

// Where EXIF 2.32, 4.6.4, says that the first pixel and the end of the first
// row are seen: top or bottom, left or right.
func TestPhotoIsUpright(t *testing.T) {
	t.Parallel()
	tests := []struct {
		orientation uint16
		red, green  string
	}{
		{1, "TL", "TR"}, {2, "TR", "TL"}, {3, "BR", "BL"}, {4, "BL", "BR"},
		{5, "TL", "BL"}, {6, "TR", "BR"}, {7, "BR", "TR"}, {8, "BL", "TL"},
		{0, "TL", "TR"}, {9, "TL", "TR"},
	}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, tt := range tests {
			_, img := photo(t, withSegment(asJPEG(t, corners(120, 80)), 0xe1, exif(order, tt.orientation)))
			size := img.Bounds().Size()
			if turned := tt.orientation >= 5 && tt.orientation <= 8; turned != (size.X < size.Y) {
				t.Errorf("%d: size %v", tt.orientation, size)
			}
			if !at(img, tt.red).is(0) || !at(img, tt.green).is(1) {
				t.Errorf("%d: red is not at %s or green not at %s", tt.orientation, tt.red, tt.green)
			}
		}
	}
}

type rgb [3]uint32

func (c rgb) is(channel int) bool {
	for i, v := range c {
		if (i == channel) != (v > 0x7fff) {
			return false
		}
	}
	return true
}

func at(img image.Image, corner string) rgb {
	x, y := img.Bounds().Dx()/4, img.Bounds().Dy()/4
	if corner[0] == 'B' {
		y *= 3
	}
	if corner[1] == 'R' {
		x *= 3
	}
	r, g, b, _ := img.At(x, y).RGBA()
	return rgb{r, g, b}
}

func TestPhotoLosesMetadata(t *testing.T) {
	t.Parallel()
	j := withSegment(withSegment(asJPEG(t, corners(40, 40)), 0xe1, exif(binary.LittleEndian, 6)), 0xfe, []byte("comment "+canary))
	j = append(j, "<script>"+canary+"</script>"...)
	p := asPNG(t, corners(40, 40))
	p = append(p[:33:33], append(chunk("tEXt", "Author\x00"+canary), p[33:]...)...)
	for _, b := range [][]byte{j, p} {
		got, _ := photo(t, b)
		for _, out := range [][]byte{got.Full, got.Thumbnail} {
			if bytes.Contains(out, []byte(canary)) || bytes.Contains(out, []byte("Exif")) {
				t.Error("metadata is kept")
			}
		}
	}
}

func chunk(kind, content string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(b, kind+content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestTransparencyBecomesWhite(t *testing.T) {
	t.Parallel()
	_, img := photo(t, asPNG(t, image.NewNRGBA(image.Rect(0, 0, 20, 20))))
	if c := at(img, "TL"); c[0] < 0xf000 || c[1] < 0xf000 || c[2] < 0xf000 {
		t.Errorf("%v", c)
	}
}

func TestPhotoRefusals(t *testing.T) {
	t.Parallel()
	var g bytes.Buffer
	if err := gif.Encode(&g, corners(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	header := func(w, h uint32) string {
		b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
		return "\x89PNG\r\n\x1a\n" + string(chunk("IHDR", string(append(b, 8, 6, 0, 0, 0))))
	}
	good := asJPEG(t, corners(200, 200))
	tests := []struct{ name, content, want string }{
		{"empty", "", "files.photo.format"},
		{"GIF", g.String(), "files.photo.format"},
		{"WebP", "RIFF\x24\x00\x00\x00WEBPVP8 ", "files.photo.format"},
		{"SVG", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "files.photo.format"},
		{"PDF", "%PDF-1.7", "files.photo.format"},
		{"pixel flood", header(100_000, 100_000), "files.photo.pixels"},
		{"pixel overflow", header(0x7fffffff, 0x7fffffff), "files.photo.damaged"}, // The decoder refuses it first.,
		{"thin flood", header(0x7fffffff, 1), "files.photo.pixels"},
		{"no pixels", header(0, 5), "files.photo.damaged"},
		{"header only", header(5, 5), "files.photo.damaged"},
		{"JPEG cut", string(good[:len(good)/2]), "files.photo.damaged"},
		{"JPEG start", "\xff\xd8\xff", "files.photo.damaged"},
		{"too large", string(good) + strings.Repeat("x", files.MaxPhotoBytes), "files.too_large"},
	}
	for _, tt := range tests {
		if _, err := files.ReadPhoto(t.Context(), strings.NewReader(tt.content)); !fault.Is(err, fault.Invalid, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestReadPhotoEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := files.ReadPhoto(ctx, bytes.NewReader(asJPEG(t, corners(8, 8)))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func FuzzReadPhoto(f *testing.F) {
	var j, p bytes.Buffer
	if err := errors.Join(jpeg.Encode(&j, corners(16, 8), nil), png.Encode(&p, corners(16, 8))); err != nil {
		f.Fatal(err)
	}
	f.Add(withSegment(j.Bytes(), 0xe1, exif(binary.BigEndian, 6)))
	f.Add(p.Bytes())
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(b)); err == nil && c.Width*c.Height > 1<<20 {
			return // Large pictures only slow the search down.
		}
		got, err := files.ReadPhoto(t.Context(), bytes.NewReader(b))
		if err != nil {
			return
		}
		if got.Width > files.PhotoSide || got.Height > files.PhotoSide {
			t.Errorf("%dx%d", got.Width, got.Height)
		}
		if _, err := jpeg.Decode(bytes.NewReader(got.Thumbnail)); err != nil && err != io.EOF {
			t.Error(err)
		}
	})
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	c, err := i18n.Load(files.Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if gaps := c.Missing(); len(gaps) > 0 {
		t.Error(gaps)
	}
	for _, key := range []string{"files.too_large", "files.photo.format", "files.photo.pixels", "files.photo.damaged"} {
		if !c.For(i18n.Luxembourgish).Has(key) {
			t.Errorf("%s is missing", key)
		}
	}
}
