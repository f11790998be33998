package portalweb

import (
	"slices"
	"strconv"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/portal"
)

func fieldLabel(l *i18n.Localizer, f portal.EnquiryField) string {
	label := l.T("portal.contact.field." + f.Name)
	if !f.Required {
		label += " " + l.T("portal.contact.optional")
	}
	return label
}

// optionsOf are the answers that a question offers.
func (v enquiryView) optionsOf(l *i18n.Localizer, f portal.EnquiryField) (out []ui.Option) {
	switch f.Kind {
	case portal.FieldGoods:
		for _, g := range v.Goods {
			if g.State != "not_needed" {
				o := ui.Option{Value: g.Code, Label: l.T("portal.contact.good." + g.Code)}
				if g.State == "needed" {
					o.Hint = l.T("portal.contact.needed")
				}
				out = append(out, o)
			}
		}
	case portal.FieldSlot:
		for _, s := range v.Slots {
			if !s.Full() {
				out = append(out, ui.Option{Value: s.ID, Label: slotLabel(l, s)})
			}
		}
	case portal.FieldAgree:
		out = append(out, ui.Option{Value: "yes", Label: l.T("portal.contact.field."+f.Name) + " *"})
	default:
		for _, o := range f.Options {
			label := l.T("portal.contact.option." + o)
			if f.Name == "session_language" {
				label = i18n.Lang(o).Autonym()
			}
			out = append(out, ui.Option{Value: o, Label: label})
		}
	}
	return out
}

// notNeeded names what the desk cannot take now.
func (v enquiryView) notNeeded(l *i18n.Localizer) string {
	var names []string
	for _, g := range v.Goods {
		if g.State == "not_needed" {
			names = append(names, l.T("portal.contact.good."+g.Code))
		}
	}
	return strings.Join(names, " · ")
}

func slotLabel(l *i18n.Localizer, s portal.Slot) string {
	return l.Date(s.On) + ", \u2068" + s.From + "–" + s.Until + "\u2069, \u2068" + s.Place + "\u2069"
}

func (v enquiryView) date(name string) ui.DateValue {
	d := ui.ReadDate(v.Form.Get, name)
	if on, err := clock.ParseDate(v.Form.Get(name)); d.Empty() && err == nil {
		d = ui.DateValue{Day: strconv.Itoa(on.Day), Month: strconv.Itoa(int(on.Month)), Year: strconv.Itoa(on.Year)}
	}
	return d
}

// answers are what a form holds, for reading: question and answer in the order
// of the form.
func answers(l *i18n.Localizer, purpose portal.Purpose, form portal.EnquiryForm, slots []portal.Slot) (out []ui.SummaryRow) {
	for _, f := range purpose.Fields {
		values := slices.Clone(form[f.Name])
		if f.Kind == portal.FieldDate && len(values) == 0 {
			if d := ui.ReadDate(form.Get, f.Name); !d.Empty() {
				values = []string{d.Year + "-" + d.Month + "-" + d.Day}
			}
		}
		for i, v := range values {
			values[i] = answer(l, f, v, slots)
		}
		if text := strings.Join(values, ", "); text != "" {
			out = append(out, ui.SummaryRow{Fact: ui.Fact{Term: l.T("portal.contact.field." + f.Name), Value: text}})
		}
	}
	return out
}

func answer(l *i18n.Localizer, f portal.EnquiryField, v string, slots []portal.Slot) string {
	switch {
	case f.Kind == portal.FieldAgree:
		return l.T("portal.contact.yes")
	case f.Kind == portal.FieldGoods && l.Knows("portal.contact.good."+v):
		return l.T("portal.contact.good." + v)
	case f.Kind == portal.FieldSlot:
		for _, s := range slots {
			if s.ID == v {
				return slotLabel(l, s)
			}
		}
		return l.T("portal.contact.slot_past")
	case f.Kind == portal.FieldDate:
		if on, err := clock.ParseDate(v); err == nil {
			return l.Date(on)
		}
	case f.Name == "session_language" && i18n.Lang(v).Known():
		return i18n.Lang(v).Autonym()
	case len(f.Options) > 0 && l.Knows("portal.contact.option."+v):
		return l.T("portal.contact.option." + v)
	}
	return v
}
