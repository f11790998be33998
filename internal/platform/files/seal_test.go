package files_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
)

var key = [32]byte{1, 2, 3}

const canary = "Xanthippe-7731"

// memory is a store whose content a test can spoil.
type memory map[string][]byte

func (m memory) Put(_ context.Context, id string, r io.Reader) (files.Info, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return files.Info{}, err
	}
	m[id] = b
	return files.Info{Size: int64(len(b))}, nil
}

func (m memory) Open(_ context.Context, id string) (io.ReadCloser, error) {
	b, ok := m[id]
	if !ok {
		return nil, files.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (m memory) Delete(_ context.Context, id string) error { delete(m, id); return nil }

func (m memory) Stat(_ context.Context, id string) (files.Info, error) {
	return files.Info{Size: int64(len(m[id]))}, nil
}

func TestSealedRoundTrip(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, store files.Store) {
		s := files.NewSealed(store, 1<<20)
		for _, size := range []int{0, 1, 64<<10 - 57, 64<<10 - 56, 64 << 10, 200_000, 1 << 20} {
			content := make([]byte, size)
			rand.Read(content)
			info, err := s.Put(t.Context(), key, id, bytes.NewReader(content))
			if err != nil || info.Size != int64(size) {
				t.Fatalf("%d: %v, %v", size, info, err)
			}
			got, err := s.Read(t.Context(), key, id)
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d: read %d, %v", size, len(got), err)
			}
		}
		if err := s.Delete(t.Context(), id); err != nil {
			t.Error(err)
		}
		if _, err := s.Read(t.Context(), key, id); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("after delete: %v", err)
		}
	})
}

func TestSealedHidesContent(t *testing.T) {
	t.Parallel()
	m := memory{}
	s := files.NewSealed(m, 1<<20)
	content := strings.Repeat(canary, 100)
	if _, err := s.Put(t.Context(), key, id, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	first := bytes.Clone(m[id])
	if bytes.Contains(first, []byte(canary)) {
		t.Error("stored in clear")
	}
	if _, err := s.Put(t.Context(), key, id, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(first, m[id]) {
		t.Error("the same content seals to the same bytes")
	}
}

// Whatever is done to a stored file, it opens whole or not at all.
func TestSealedDetectsTampering(t *testing.T) {
	t.Parallel()
	m := memory{}
	s := files.NewSealed(m, 1<<20)
	content := make([]byte, 200_000) // Four segments.
	rand.Read(content)
	if _, err := s.Put(t.Context(), key, id, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	sealed := m[id]
	const segment = 64 << 10
	swapped := bytes.Clone(sealed)
	copy(swapped[segment:], sealed[2*segment:3*segment])
	copy(swapped[2*segment:], sealed[segment:2*segment])
	spoiled := map[string][]byte{
		"nothing":            nil,
		"header cut":         sealed[:10],
		"only the header":    sealed[:40],
		"one segment":        sealed[:segment],
		"two segments":       sealed[:2*segment],
		"last byte cut":      sealed[:len(sealed)-1],
		"last segment cut":   sealed[:3*segment],
		"a byte more":        append(bytes.Clone(sealed), 0),
		"twice":              append(bytes.Clone(sealed), sealed...),
		"segments reordered": swapped,
	}
	for _, at := range []int{0, 1, 8, 33, 39, 40, 100, segment, segment + 1, len(sealed) - 20, len(sealed) - 1} {
		b := bytes.Clone(sealed)
		b[at] ^= 0x40
		spoiled["bit at "+string(rune('0'+at%10))+"…"+strings.Repeat("+", at%97)] = b
	}
	for how, b := range spoiled {
		m[id] = b
		got, err := s.Read(t.Context(), key, id)
		if !errors.Is(err, files.ErrSealed) || got != nil {
			t.Errorf("%s: %d bytes, %v", how, len(got), err)
		}
	}

	m[id] = sealed
	if _, err := s.Read(t.Context(), [32]byte{9}, id); !errors.Is(err, files.ErrSealed) {
		t.Errorf("another key: %v", err)
	}
	other := strings.Repeat("z", 26)
	m[other] = sealed
	if _, err := s.Read(t.Context(), key, other); !errors.Is(err, files.ErrSealed) {
		t.Errorf("in place of another file: %v", err)
	}
}

func TestSealedLimit(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, store files.Store) {
		s := files.NewSealed(store, 2_000_000)
		_, err := s.Put(t.Context(), key, id, io.LimitReader(zeros{}, 1<<40))
		if !fault.Is(err, fault.Invalid, "files.too_large") {
			t.Errorf("got %v", err)
		}
		if _, err := store.Stat(t.Context(), id); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("kept a file that is too large: %v", err)
		}
		if _, err := s.Put(t.Context(), key, id, io.LimitReader(zeros{}, 2_000_000)); err != nil {
			t.Errorf("refused a file at the limit: %v", err)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestSealedPassesErrorsOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("line cut")
	eachStore(t, func(t *testing.T, store files.Store) {
		s := files.NewSealed(store, 1<<20)
		if _, err := s.Put(t.Context(), key, id, iotest.ErrReader(broken)); !errors.Is(err, broken) {
			t.Errorf("reader fails: %v", err)
		}
		if _, err := s.Put(t.Context(), key, "../x", strings.NewReader("")); !errors.Is(err, files.ErrID) {
			t.Errorf("id: %v", err)
		}
	})
	s := files.NewSealed(failingStore{broken}, 1<<20)
	if _, err := s.Put(t.Context(), key, id, io.LimitReader(zeros{}, 1<<19)); !errors.Is(err, broken) {
		t.Errorf("store fails at once: %v", err)
	}
	if _, err := s.Read(t.Context(), key, id); !errors.Is(err, broken) || errors.Is(err, files.ErrSealed) {
		t.Errorf("store fails while reading: %v", err)
	}
}

type failingStore struct{ err error }

func (f failingStore) Put(context.Context, string, io.Reader) (files.Info, error) {
	return files.Info{}, f.err
}

func (f failingStore) Open(context.Context, string) (io.ReadCloser, error) {
	return io.NopCloser(iotest.ErrReader(f.err)), nil
}
func (f failingStore) Delete(context.Context, string) error             { return f.err }
func (f failingStore) Stat(context.Context, string) (files.Info, error) { return files.Info{}, f.err }
