package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"

	"passerelle/internal/platform/fault"
)

// ErrSealed says that a file does not open: another key, another id, changed,
// or cut short.
var ErrSealed = errors.New("files: sealed file does not open")

// segment is how much is encrypted, and held in memory, at a time.
const segment = 64 << 10

// Sealed encrypts what goes into a store: AES-256-GCM in segments, each bound
// to its position and the last one marked (the STREAM construction as in
// Tink's AES-GCM-HKDF), with the id as associated data, so that a file cannot
// be cut, reordered, or put in place of another.
type Sealed struct {
	store Store
	max   int64
}

// NewSealed seals what is kept in store. A file may have up to maxBytes.
func NewSealed(store Store, maxBytes int64) *Sealed { return &Sealed{store, maxBytes} }

// Put seals and keeps what r gives. The Info has the size before sealing. A
// file that is too large is an invalid fault, "files.too_large"; nothing is
// kept then.
func (s *Sealed) Put(ctx context.Context, key [32]byte, id string, r io.Reader) (Info, error) {
	if err := checkID(id); err != nil {
		return Info{}, err
	}
	aead, err := cipherOf(key)
	if err != nil {
		return Info{}, err
	}
	pr, pw := io.Pipe()
	size := make(chan int64, 1)
	go func() {
		n, err := s.encrypt(aead, pw, id, r)
		pw.CloseWithError(err) // Nil closes with io.EOF: only then does the store keep it.
		size <- n
	}()
	_, err = s.store.Put(ctx, id, pr)
	pr.CloseWithError(io.ErrClosedPipe) // Stops the encrypting when the store gave up early.
	n := <-size                         // The caller's reader is not read after we return.
	if err != nil {
		return Info{}, err
	}
	return Info{n}, nil
}

func (s *Sealed) encrypt(aead *subtle.AESGCMHKDF, w io.Writer, id string, r io.Reader) (int64, error) {
	enc, err := aead.NewEncryptingWriter(w, []byte(id))
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(enc, io.LimitReader(r, s.max+1))
	if err != nil {
		return n, err
	}
	if n > s.max {
		return n, tooLarge(s.max)
	}
	return n, enc.Close()
}

func tooLarge(limit int64) error {
	return fault.InvalidField("", "files.too_large", "megabytes", int(max(1, limit/1_000_000)))
}

// Open reads a file that [Sealed.Put] kept. ErrNotFound when there is none.
// The reader gives nothing that was not authenticated, and ErrSealed when it
// meets something else; only io.EOF says that the file is whole.
func (s *Sealed) Open(ctx context.Context, key [32]byte, id string) (io.ReadCloser, error) {
	aead, err := cipherOf(key)
	if err != nil {
		return nil, err
	}
	f, err := s.store.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	source := &failing{r: f}
	plain, err := aead.NewDecryptingReader(source, []byte(id))
	if err == io.EOF { // An empty file has not even a header.
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, errors.Join(source.blame(err), f.Close())
	}
	return &opened{plain, source, f}, nil
}

// Read returns a whole file, for those small enough to be held in memory.
func (s *Sealed) Read(ctx context.Context, key [32]byte, id string) ([]byte, error) {
	r, err := s.Open(ctx, key, id)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, s.max+1))
	if err == nil && int64(len(b)) > s.max {
		err = tooLarge(s.max)
	}
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	return b, nil
}

// Delete removes a file; that there is none is no error.
func (s *Sealed) Delete(ctx context.Context, id string) error { return s.store.Delete(ctx, id) }

func cipherOf(key [32]byte) (*subtle.AESGCMHKDF, error) {
	aead, err := subtle.NewAESGCMHKDF(key[:], "SHA256", 32, segment, 0)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return aead, nil
}

// failing remembers the error of the store, to tell it from one of the seal.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

func (f *failing) blame(err error) error {
	switch {
	case err == nil || err == io.EOF:
		return err
	case f.err != nil:
		return f.err
	default:
		return ErrSealed
	}
}

type opened struct {
	plain  io.Reader
	source *failing
	closer io.Closer
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.plain.Read(p)
	return n, o.source.blame(err)
}

func (o *opened) Close() error { return o.closer.Close() }
