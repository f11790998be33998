package files

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// tempDir holds files that are being written. Nothing reads from it, so what
// a crash leaves there is only rubbish.
const tempDir = "tmp"

// Local is a [Store] in a folder. Every path goes through os.Root, so that no
// id and no symbolic link leads out of it.
type Local struct{ root *os.Root }

// NewLocal opens the folder, making it when only its last element is missing.
func NewLocal(dir string) (*Local, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	if err := root.MkdirAll(tempDir, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("files: %w", err), root.Close())
	}
	return &Local{root}, nil
}

// Close releases the folder.
func (l *Local) Close() error { return l.root.Close() }

// place spreads files over 1,296 folders at most.
func place(id string) (dir, path string) {
	dir = id[:2]
	return dir, dir + "/" + id
}

// Put writes beside, flushes to disk, and renames: after a crash the file is
// there whole or not at all.
func (l *Local) Put(ctx context.Context, id string, r io.Reader) (Info, error) {
	if err := checkID(id); err != nil {
		return Info{}, err
	}
	temp := tempDir + "/" + rand.Text()
	size, err := l.write(temp, contextReader{ctx, r})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = l.publish(temp, id)
	}
	if err != nil {
		return Info{}, errors.Join(err, ignoreMissing(l.root.Remove(temp)))
	}
	return Info{size}, nil
}

func (l *Local) write(path string, r io.Reader) (int64, error) {
	f, err := l.root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	size, err := io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	return size, errors.Join(err, f.Close())
}

func (l *Local) publish(temp, id string) error {
	dir, path := place(id)
	switch err := l.root.Mkdir(dir, 0o700); {
	case err == nil:
		if err := l.sync("."); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if err := l.root.Rename(temp, path); err != nil {
		return err
	}
	return l.sync(dir)
}

// sync flushes a folder, so that a new name in it outlives a power cut.
func (l *Local) sync(dir string) error {
	d, err := l.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Open reads a file.
func (l *Local) Open(ctx context.Context, id string) (io.ReadCloser, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	_, path := place(id)
	f, err := l.root.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{contextReader{ctx, f}, f}, nil
}

// Delete removes a file and flushes its folder.
func (l *Local) Delete(_ context.Context, id string) error {
	if err := checkID(id); err != nil {
		return err
	}
	dir, path := place(id)
	if err := l.root.Remove(path); err != nil {
		return ignoreMissing(err)
	}
	return l.sync(dir)
}

// Stat describes a file.
func (l *Local) Stat(_ context.Context, id string) (Info, error) {
	if err := checkID(id); err != nil {
		return Info{}, err
	}
	_, path := place(id)
	info, err := l.root.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Info{}, ErrNotFound
	}
	if err != nil {
		return Info{}, err
	}
	return Info{info.Size()}, nil
}

// Sweep removes what writers that died before the given time left behind, and
// returns how many. Choose it a day ago, so that no running upload is touched.
func (l *Local) Sweep(before time.Time) (int, error) {
	entries, err := fs.ReadDir(l.root.FS(), tempDir)
	if err != nil {
		return 0, err
	}
	swept := 0
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue // Gone meanwhile, or still being written.
		}
		if err := l.root.Remove(tempDir + "/" + e.Name()); ignoreMissing(err) != nil {
			return swept, err
		}
		swept++
	}
	return swept, nil
}
