package files

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"time"

	"golang.org/x/image/draw"

	"passerelle/internal/platform/fault"
)

// The limits and sizes of photos.
const (
	MaxPhotoBytes  = 15_000_000 // Of the file as sent.
	MaxPhotoPixels = 25_000_000 // Width times height, before anything is decoded.
	PhotoSide      = 800        // Longest side of what is kept, in pixels.
	ThumbnailSide  = 160        // Longest side of the thumbnail.
	ScanSide       = 2400       // Longest side of a picture of a paper, which is to be read.
)

//go:embed catalogue/*.json
var catalogueFiles embed.FS

// Catalogue has the texts of this package's faults.
func Catalogue() fs.FS {
	sub, err := fs.Sub(catalogueFiles, "catalogue")
	if err != nil {
		panic(err) // The folder is compiled in.
	}
	return sub
}

// Photo is a picture as it is kept: JPEG, without metadata, upright.
type Photo struct {
	Full          []byte
	Thumbnail     []byte
	Width, Height int // Of Full, in pixels.
}

// maxDecoding ends the work on a JPEG of a hundred thousand passes over the
// same pixels; an honest one takes a second or two.
const maxDecoding = 20 * time.Second

// decoding lets one photo at a time be decoded: 25 million pixels may take 300
// MB while they are.
var decoding = make(chan struct{}, 1)

// ReadPhoto reads a JPEG or PNG and makes the pictures that are kept. What
// cannot be read is an invalid fault without a field: "files.too_large",
// "files.photo.format", "files.photo.pixels" or "files.photo.damaged".
func ReadPhoto(ctx context.Context, r io.Reader) (Photo, error) {
	src, orientation, done, err := decodePhoto(ctx, r)
	if err != nil {
		return Photo{}, err
	}
	defer done()
	return render(src, orientation)
}

// ReadScan reads a JPEG or PNG of a paper and returns it as JPEG, without
// metadata, upright, large enough to be read. Its faults are those of ReadPhoto.
func ReadScan(ctx context.Context, r io.Reader) ([]byte, error) {
	src, orientation, done, err := decodePhoto(ctx, r)
	if err != nil {
		return nil, err
	}
	defer done()
	return encode(upright(shrink(src, ScanSide), orientation))
}

// decodePhoto reads and decodes a picture. Call done when it is no longer
// needed, so that the next may be decoded.
func decodePhoto(ctx context.Context, r io.Reader) (src image.Image, orientation int, done func(), err error) {
	b, err := io.ReadAll(io.LimitReader(contextReader{ctx, r}, MaxPhotoBytes+1))
	if err != nil {
		return nil, 0, nil, err
	}
	if len(b) > MaxPhotoBytes {
		return nil, 0, nil, tooLarge(MaxPhotoBytes)
	}
	format, err := formatOf(b)
	if err != nil {
		return nil, 0, nil, err
	}
	config, err := format.config(bytes.NewReader(b))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, 0, nil, damaged()
	}
	if config.Width > MaxPhotoPixels/config.Height {
		return nil, 0, nil, fault.InvalidField("", "files.photo.pixels", "megapixels", MaxPhotoPixels/1_000_000)
	}
	select {
	case decoding <- struct{}{}:
		done = func() { <-decoding }
	case <-ctx.Done():
		return nil, 0, nil, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, maxDecoding)
	defer cancel()
	src, err = format.decode(contextReader{limited, bytes.NewReader(b)})
	if ctx.Err() != nil {
		done()
		return nil, 0, nil, ctx.Err()
	}
	if err != nil {
		done()
		return nil, 0, nil, damaged()
	}
	return src, format.orientation(b), done, nil
}

func damaged() error { return fault.InvalidField("", "files.photo.damaged") }

// format is a kind of picture that we read. It is chosen by content: a file
// name or declared type is only a claim.
type format struct {
	magic       string
	config      func(io.Reader) (image.Config, error)
	decode      func(io.Reader) (image.Image, error)
	orientation func([]byte) int
}

var formats = []format{
	{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode, jpegOrientation},
	{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode, func([]byte) int { return 1 }},
}

func formatOf(b []byte) (format, error) {
	for _, f := range formats {
		if bytes.HasPrefix(b, []byte(f.magic)) {
			return f, nil
		}
	}
	return format{}, fault.InvalidField("", "files.photo.format")
}

func render(src image.Image, orientation int) (Photo, error) {
	full := upright(shrink(src, PhotoSide), orientation)
	thumbnail := shrink(full, ThumbnailSide)
	var p Photo
	var errFull, errThumbnail error
	p.Full, errFull = encode(full)
	p.Thumbnail, errThumbnail = encode(thumbnail)
	p.Width, p.Height = full.Bounds().Dx(), full.Bounds().Dy()
	return p, errors.Join(errFull, errThumbnail)
}

// shrink scales src down so that its longest side is at most side, onto white,
// since a JPEG has no transparency. It never enlarges.
func shrink(src image.Image, side int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if longest := max(w, h); longest > side {
		w, h = max(1, w*side/longest), max(1, h*side/longest)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	return dst
}

// upright turns and mirrors src as EXIF orientation (1 to 8) says.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	// from tells which pixel of src comes to x, y.
	var from func(x, y int) (int, int)
	switch orientation {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return src
	}
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, outW, outH))
	for y := range outH {
		for x := range outW {
			sx, sy := from(x, y)
			dst.SetRGBA(x, y, src.RGBAAt(sx, sy))
		}
	}
	return dst
}

func encode(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
