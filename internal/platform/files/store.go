package files

import (
	"context"
	"errors"
	"io"
)

// The errors of a store.
var (
	// ErrNotFound says that there is no file with the id.
	ErrNotFound = errors.New("files: no such file")
	// ErrID says that an id has not the form that [Store] asks for.
	ErrID = errors.New("files: malformed id")
)

// Info is what a store knows of a file.
type Info struct {
	Size int64 // In bytes, as stored: sealing adds to it.
}

// Store keeps files by id. An id is 8 to 64 small letters and digits, chosen
// at random by the caller. It is safe for concurrent use.
type Store interface {
	// Put keeps what r gives until io.EOF. When r fails or ctx ends, nothing
	// is kept. A file that was there under the id is replaced at once.
	Put(ctx context.Context, id string, r io.Reader) (Info, error)
	// Open reads a file; ErrNotFound when there is none.
	Open(ctx context.Context, id string) (io.ReadCloser, error)
	// Delete removes a file; that there is none is no error.
	Delete(ctx context.Context, id string) error
	// Stat describes a file; ErrNotFound when there is none.
	Stat(ctx context.Context, id string) (Info, error)
}

func checkID(id string) error {
	if len(id) < 8 || len(id) > 64 {
		return ErrID
	}
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return ErrID
		}
	}
	return nil
}

// contextReader ends with the context's error.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
