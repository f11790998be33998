package peopleweb

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// maxPhotoForm bounds the form with the photo: the photo and what is around it.
const maxPhotoForm = files.MaxPhotoBytes + 64<<10

// showPhoto answers with the photo itself.
func (f face) showPhoto(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	jpeg, err := f.people.Photo(r.Context(), r.Actor, id, r.URL.Query().Get("small") != "")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Length", strconv.Itoa(len(jpeg)))
	w.Write(jpeg) // a browser that went away is no error of ours
	return nil
}

func (f face) setPhoto(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openPicture(r)
	if err != nil {
		return err
	}
	err = f.keepPhoto(r, v.file.ID)
	if err == nil {
		return r.Redirect(w, personPath(v.file.ID), "people.done.photo_set")
	}
	return r.Reject(w, v.place(err, func(string) string { return "photo" }), v.Page, func(p ui.Page) templ.Component {
		v.Page = p
		return picturePage(v)
	})
}

// keepPhoto takes the photo out of the form.
func (f face) keepPhoto(r *web.Request, id string) error {
	if _, err := r.Form(); err != nil {
		return err
	}
	photo, _, err := r.FormFile("photo")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return fault.InvalidField("photo", "people.error.photo_missing")
	}
	if err != nil {
		return err
	}
	defer photo.Close()
	return f.people.SetPhoto(r.Context(), r.Actor, id, photo)
}

func (f face) removePhoto(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := f.people.RemovePhoto(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.Redirect(w, personPath(id), "people.done.photo_removed")
}
