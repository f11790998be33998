package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"passerelle/internal/platform/logging"
)

// S3Options name a bucket.
type S3Options struct {
	Endpoint  string // https://s3.example.lu; buckets are addressed by path.
	Bucket    string
	Region    string
	AccessKey string
	SecretKey logging.Secret
}

// S3 is a [Store] in a bucket of an S3-compatible service. It uses four
// operations on single objects, so that a client of a few lines does: no
// listing, no multipart upload, no bucket policy.
type S3 struct {
	base   *url.URL
	signer signer
	client *http.Client
	now    func() time.Time
}

// s3Attempts is how often a request is sent when the service is busy.
const s3Attempts = 3

// NewS3 returns the store. It does not connect.
func NewS3(o S3Options) (*S3, error) {
	base, err := url.Parse(o.Endpoint)
	if err != nil || base.Host == "" || o.Bucket == "" || strings.ContainsAny(o.Bucket, "/?#") {
		return nil, errors.New("files: malformed S3 endpoint or bucket")
	}
	client := &http.Client{
		Timeout: 5 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // A signature is for one host.
		},
	}
	return &S3{
		base:   base.JoinPath(o.Bucket),
		signer: signer{o.AccessKey, o.SecretKey.Reveal(), o.Region, "s3"},
		client: client,
		now:    time.Now,
	}, nil
}

// Put first writes to a temporary file, because a signed upload names its
// length and hash beforehand. What is written there is sealed already.
func (s *S3) Put(ctx context.Context, id string, r io.Reader) (Info, error) {
	if err := checkID(id); err != nil {
		return Info{}, err
	}
	f, err := os.CreateTemp("", "passerelle-*")
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	if err := os.Remove(f.Name()); err != nil { // The open file lives on without a name, and dies with us.
		return Info{}, err
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), contextReader{ctx, r})
	if err != nil {
		return Info{}, err
	}
	body := func() io.Reader { return io.NewSectionReader(f, 0, size) }
	resp, err := s.do(ctx, http.MethodPut, id, payload{body, size, hex.EncodeToString(hash.Sum(nil))})
	if err != nil {
		return Info{}, err
	}
	return Info{size}, resp.Body.Close()
}

// Open reads a file.
func (s *S3) Open(ctx context.Context, id string) (io.ReadCloser, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	resp, err := s.do(ctx, http.MethodGet, id, payload{})
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Delete removes a file.
func (s *S3) Delete(ctx context.Context, id string) error {
	if err := checkID(id); err != nil {
		return err
	}
	resp, err := s.do(ctx, http.MethodDelete, id, payload{})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Stat describes a file.
func (s *S3) Stat(ctx context.Context, id string) (Info, error) {
	if err := checkID(id); err != nil {
		return Info{}, err
	}
	resp, err := s.do(ctx, http.MethodHead, id, payload{})
	if err != nil {
		return Info{}, err
	}
	return Info{resp.ContentLength}, resp.Body.Close()
}

// payload is a body that can be sent again.
type payload struct {
	body func() io.Reader
	size int64
	hash string // SHA-256 in hexadecimal.
}

// do sends a request and returns a 2xx answer, trying again when the service
// is busy or unreachable. Every operation may be repeated.
func (s *S3) do(ctx context.Context, method, id string, p payload) (*http.Response, error) {
	var last error
	for attempt := range s3Attempts {
		if attempt > 0 {
			select {
			case <-ctx.Done():
				return nil, errors.Join(ctx.Err(), last)
			case <-time.After(time.Duration(attempt*attempt) * 100 * time.Millisecond):
			}
		}
		resp, err := s.send(ctx, method, id, p)
		switch {
		case err != nil:
			last = err
		case resp.StatusCode/100 == 2:
			return resp, nil
		default:
			drain(resp)
			if resp.StatusCode == http.StatusNotFound {
				return nil, ErrNotFound
			}
			last = fmt.Errorf("files: S3 %s: status %d", method, resp.StatusCode)
			if resp.StatusCode/100 != 5 && resp.StatusCode != http.StatusTooManyRequests {
				return nil, last
			}
		}
	}
	return nil, last
}

func (s *S3) send(ctx context.Context, method, id string, p payload) (*http.Response, error) {
	var body io.Reader
	hash := emptyHash
	if p.size > 0 { // A body of no bytes would go out with its length unknown.
		body, hash = p.body(), p.hash
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base.JoinPath(id).String(), body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = p.size
	s.signer.sign(req, hash, s.now())
	return s.client.Do(req)
}

// drain lets the connection be used again.
func drain(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	resp.Body.Close()
}
