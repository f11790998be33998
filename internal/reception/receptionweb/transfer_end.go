package receptionweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// ending is how a transfer ends, on a page of its own.
type ending struct {
	part, label, button, text, done string
	danger                          bool
	may                             func(v transferView) bool
	do                              func(f face, r *web.Request, v transferView, form url.Values) error
}

var (
	withdrawal = ending{part: "withdraw", label: "reception.transfer.withdraw", button: "reception.transfer.withdraw_now", text: "reception.transfer.withdraw_text",
		done: "reception.done.withdrawn", danger: true, may: func(v transferView) bool { return v.Proposes },
		do: func(f face, r *web.Request, v transferView, _ url.Values) error {
			return f.reception.WithdrawTransfer(r.Context(), r.Actor, v.ID)
		}}
	refusal = ending{part: "refuse", label: "reception.transfer.refuse", button: "reception.transfer.refuse_now", text: "reception.transfer.refuse_text",
		done: "reception.done.refused", danger: true, may: func(v transferView) bool { return v.Decides },
		do: func(f face, r *web.Request, v transferView, form url.Values) error {
			reason := known(form.Get("reason"), reception.RefusalReasons)
			if reason == "" {
				return fault.InvalidField("reason", "reception.error.choose")
			}
			return f.reception.RefuseTransfer(r.Context(), r.Actor, v.ID, reason)
		}}
	completion = ending{part: "complete", label: "reception.transfer.complete", button: "reception.transfer.complete_now", text: "reception.transfer.complete_text",
		done: "reception.done.completed", may: func(v transferView) bool { return v.Decides },
		do: func(f face, r *web.Request, v transferView, form url.Values) error {
			in := reader{Values: form}
			on := in.date("on")
			if len(in.faults) > 0 {
				return in.faults
			}
			return f.reception.CompleteTransfer(r.Context(), r.Actor, v.ID, on)
		}}
)

// endingView is the page on which a transfer ends.
type endingView struct {
	transferView
	sheet
	how ending
}

func (f face) askEndTransfer(how ending) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		fields := url.Values{}
		putDate(fields, "on", f.today())
		p, v, err := f.endingPage(r, how, fields)
		if err != nil {
			return err
		}
		return r.Show(w, p, endTransferPage(p, v))
	}
}

func (f face) endingPage(r *web.Request, how ending, fields url.Values) (ui.Page, endingView, error) {
	t, err := f.transfer(r)
	if err == nil && !how.may(t) {
		err = fault.Denied()
	}
	return transferPage(r, t, r.L.T(how.label)), endingView{t, sheet{Values: fields}, how}, err
}

func (f face) endTransfer(how ending) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, err := r.Form()
		if err != nil {
			return err
		}
		p, v, err := f.endingPage(r, how, form)
		if err != nil {
			return err
		}
		if err := how.do(f, r, v.transferView, form); err != nil {
			return reject(w, r, err, p, func(p ui.Page) templ.Component { return endTransferPage(p, v) })
		}
		return r.Redirect(w, pathTransfers+"/"+v.ID, how.done)
	}
}
