package app

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode"

	"github.com/andybalholm/brotli"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// Every sign of every text that somebody may read, in any language, is in one of
// the fonts that come along: no empty boxes on a telephone without fonts of its own.
func TestNoGlyphIsMissing(t *testing.T) {
	t.Parallel()
	covered := map[rune]bool{}
	files, err := filepath.Glob(filepath.Join(testkit.Root(t), "internal/platform/ui/assets/fonts/*.woff2"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d fonts, %v", len(files), err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		runes, err := coverage(b)
		if err != nil || len(runes) < 50 {
			t.Fatalf("%s: %d signs, %v", name, len(runes), err)
		}
		for _, r := range runes {
			covered[r] = true
		}
	}
	h, _, err := openCopy(t.TempDir(), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	texts := h.site.Catalogue
	for _, lang := range i18n.Public {
		l := texts.For(lang)
		read, missing := lang.Autonym(), []rune{'⟦', '⟧'} // around what is not put in here
		for _, key := range texts.Keys(lang) {
			read += l.T(key)
		}
		for _, r := range read {
			// Marks of direction have no sign; what JSON or HTML calls white space neither.
			if !covered[r] && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && !slices.Contains(missing, r) {
				missing = append(missing, r)
			}
		}
		if len(missing) > 2 {
			t.Errorf("%s: no font has %q", lang, missing[2:])
		}
		if len(read) < 500 {
			t.Errorf("%s: only %d bytes read", lang, len(read))
		}
	}
}

// coverage reads which signs a WOFF2 font has: the table of contents, the one
// compressed block (W3C WOFF File Format 2.0, section 5) and the cmap in it.
func coverage(b []byte) ([]rune, error) {
	if len(b) < 48 || string(b[:4]) != "wOF2" {
		return nil, errors.New("no WOFF2")
	}
	const header, cmapTag, glyfTag, locaTag = 48, 0, 10, 11
	tables, at, offset := int(binary.BigEndian.Uint16(b[12:])), header, 0
	cmapAt, cmapLength := -1, 0
	number := func() (n int) { // UIntBase128
		for {
			c := b[at]
			at++
			n = n<<7 | int(c&0x7f)
			if c&0x80 == 0 {
				return n
			}
		}
	}
	for range tables {
		flags := b[at]
		at++
		tag := int(flags & 0x3f)
		if tag == 0x3f {
			at += 4
		}
		stored, version := number(), flags>>6
		if glyph := tag == glyfTag || tag == locaTag; glyph && version == 0 || !glyph && version != 0 {
			stored = number() // as it was transformed
		}
		if tag == cmapTag {
			cmapAt, cmapLength = offset, stored
		}
		offset += stored
	}
	if cmapAt < 0 {
		return nil, errors.New("no cmap")
	}
	block := b[at:min(at+int(binary.BigEndian.Uint32(b[20:])), len(b))]
	plain, err := io.ReadAll(brotli.NewReader(bytes.NewReader(block)))
	if err != nil || len(plain) < cmapAt+cmapLength {
		return nil, errors.Join(err, errors.New("cut off"))
	}
	return cmapRunes(plain[cmapAt : cmapAt+cmapLength])
}

// cmapRunes reads the formats 4 and 12 of a cmap (OpenType 1.9).
func cmapRunes(cmap []byte) (runes []rune, err error) {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(cmap[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(cmap[at:])) }
	for i := range u16(2) {
		at := u32(4 + 8*i + 4)
		switch u16(at) {
		case 4:
			segments := u16(at+6) / 2
			ends, starts := at+14, at+16+2*segments
			for s := range segments {
				for r := u16(starts + 2*s); r <= u16(ends+2*s) && r != 0xffff; r++ {
					if glyph4(cmap, at, s, segments, r) != 0 {
						runes = append(runes, rune(r))
					}
				}
			}
		case 12:
			for g := range u32(at + 12) {
				group := at + 16 + 12*g
				for r := u32(group); r <= u32(group+4); r++ {
					if u32(group+8)+r-u32(group) != 0 {
						runes = append(runes, rune(r))
					}
				}
			}
		}
	}
	return runes, nil
}

// glyph4 is the number of the glyph of r in segment s; 0 is the empty box.
func glyph4(cmap []byte, at, s, segments, r int) int {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(cmap[at:])) }
	starts := at + 16 + 2*segments
	deltas, ranges := starts+2*segments, starts+4*segments
	delta, rangeOffset := u16(deltas+2*s), u16(ranges+2*s)
	if rangeOffset == 0 {
		return (r + delta) & 0xffff
	}
	glyph := u16(ranges + 2*s + rangeOffset + 2*(r-u16(starts+2*s)))
	if glyph == 0 {
		return 0
	}
	return (glyph + delta) & 0xffff
}
