package ui

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
)

// PathGallery is where the program mounts GalleryHandler, in a demo only.
const PathGallery = "/_ui"

// GalleryHandler shows every component in every state: the place to look
// before writing a new one. Queries: lang (any language of i18n.Public), theme
// (light, dark), frame=plain for the pages before log-in.
func GalleryHandler(texts *i18n.Catalogue) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		lang := i18n.Lang(q.Get("lang"))
		if !lang.Known() {
			lang = i18n.English
		}
		theme := q.Get("theme")
		if theme != "light" && theme != "dark" {
			theme = ""
		}
		page := galleryPage(texts.For(lang), theme)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if q.Get("part") == "work" {
			_ = galleryWork(page.L, true).Render(r.Context(), w) // the reader has gone: nobody to tell
			return
		}
		if q.Get("frame") == "plain" {
			page.User, page.Identity, page.Nav = nil, nil, nil
			_ = galleryPlain(page).Render(r.Context(), w) // as above
			return
		}
		_ = Gallery(page).Render(r.Context(), w) // as above
	})
}

// words gives the sample texts: in Arabic, so that right-to-left pages look
// like themselves, or in English.
type words struct{ arabic bool }

func (w words) t(english, arabic string) string {
	if w.arabic {
		return arabic
	}
	return english
}

func galleryWords(p Page) words { return words{p.L.Lang() == i18n.Arabic} }

func galleryPage(l *i18n.Localizer, theme string) Page {
	w := words{l.Lang() == i18n.Arabic}
	p := Page{
		L: l, Theme: theme, Demo: true, Path: PathGallery,
		Title: w.t("Gallery of components", "معرض المكوّنات"),
		User:  &User{Name: "Nadine Wagener", Role: w.t("Centre coordinator", "منسّقة المركز")},
		Nav: []NavItem{
			{Label: w.t("Today", "اليوم"), Href: "#today", Count: 7},
			{Label: w.t("People", "الأشخاص"), Href: "#people", Current: true},
			{Label: w.t("Accommodation", "الإيواء"), Href: "#rooms"},
			{Label: w.t("Waiting list", "قائمة الانتظار"), Href: "#waiting", Count: 12},
			{Label: w.t("Staff", "الموظفون"), Href: "#staff"},
		},
		Flash: &Message{Tone: Good, Title: w.t("The household was registered", "تم تسجيل الأسرة"),
			Text:  w.t("Five persons have beds from tonight.", "خمسة أشخاص لديهم أسرّة ابتداءً من الليلة."),
			Links: []Link{{w.t("Print the room list", "طباعة قائمة الغرف"), "#print"}}},
		Errors: []FieldError{
			{Field: "arrival", Text: w.t("Enter the date of arrival", "أدخل تاريخ الوصول")},
			{Field: "family", Text: w.t("Enter a family name, or say there is none", "أدخل اسم العائلة أو اذكر أنه لا يوجد")},
			{Field: "interpreter", Text: w.t("Choose whether an interpreter is needed", "اختر ما إذا كان المترجم مطلوباً")},
		},
		SessionSeconds: 3600,
		Identity:       galleryIdentity(w),
	}
	for _, lang := range append(append([]i18n.Lang{}, i18n.Staff...), i18n.Arabic) {
		p.Languages = append(p.Languages, LanguageChoice{string(lang), lang.Autonym(), lang == l.Lang()})
	}
	return p
}

// galleryWork is finished when it is asked for again.
func galleryWork(l *i18n.Localizer, finished bool) templ.Component {
	w := words{l.Lang() == i18n.Arabic}
	work := Work{ID: "work1", Label: w.t("Checking rows", "فحص الصفوف"), Done: 3200, Total: 10000, Finished: finished,
		Poll: PathGallery + "?part=work&lang=" + string(l.Lang()), Text: w.t("14 rows need attention", "14 صفاً يحتاج إلى مراجعة")}
	if finished {
		work.Done = work.Total
	}
	return Progress(l, work)
}

func galleryIdentity(w words) *Identity {
	return &Identity{
		Name: "Amal Yousef al-Hariri", NameOriginal: "أمل يوسف الحريري", Reference: "LU-2026-000417",
		Flags: []Flag{
			{Text: w.t("Pregnant, step-free room", "حامل، غرفة بلا درج"), Tone: Warn},
			{Text: w.t("Interpreter: Arabic", "ترجمة: العربية")},
		},
		Facts: []Fact{
			{Term: w.t("Date of birth", "تاريخ الميلاد"), Value: w.t("4 May 1994 (32)", "4 مايو 1994 (32)")},
			{Term: w.t("Nationality", "الجنسية"), Value: w.t("Syria", "سوريا")},
			{Term: w.t("Room", "الغرفة"), Value: w.t("Redange, 1.07", "ريدانج، 1.07")},
			{Term: w.t("Status", "الوضع"), Value: w.t("Applicant since 12 Oct 2026", "طالبة حماية منذ 12 أكتوبر 2026")},
		},
		TabsLabel: w.t("Pages of this person", "صفحات هذا الشخص"),
		Tabs: []NavItem{
			{Label: w.t("Overview", "نظرة عامة"), Href: "#overview", Current: true},
			{Label: w.t("Household", "الأسرة"), Href: "#household", Count: 5},
			{Label: w.t("Stays", "الإقامات"), Href: "#stays"},
			{Label: w.t("Health", "الصحة"), Href: "#health", Note: w.t("restricted", "مقيّد")},
			{Label: w.t("Documents", "الوثائق"), Href: "#documents"},
			{Label: w.t("History", "السجل"), Href: "#history"},
		},
		Actions: []Action{{Label: w.t("Move", "نقل"), Href: "#move", Style: Secondary}},
	}
}

func galleryRooms(w words) []Room {
	room := func(label, note string, flags []Flag, beds ...Bed) Room {
		return Room{Label: label, Note: note, Href: "#room-" + label, Flags: flags, Beds: beds}
	}
	return []Room{
		room("1.07", w.t("1st floor · 18 m²", "الطابق 1 · 18 م²"), []Flag{{Text: w.t("Step-free", "بلا درج"), Tone: Info}, {Text: w.t("Family", "عائلة")}},
			Bed{Label: "A", State: BedOccupied, Occupant: "Amal Yousef al-Hariri", Href: "#p1", Note: w.t("since 12 Oct", "منذ 12 أكتوبر")},
			Bed{Label: "B", State: BedOccupied, Occupant: "يوسف الحريري", Href: "#p2"},
			Bed{Label: "C", State: BedBlocked, Note: w.t("Family of two in a room for three", "أسرة من شخصين في غرفة لثلاثة")}),
		room("1.08", w.t("1st floor · 12 m²", "الطابق 1 · 12 م²"), nil,
			Bed{Label: "A", State: BedFree, Href: "#place-a"},
			Bed{Label: "B", State: BedHeld, Occupant: "Olena Kovalchuk", Href: "#p3", Note: w.t("until 18:00 today", "حتى الساعة 18:00 اليوم")}),
		room("1.09", w.t("1st floor · 12 m²", "الطابق 1 · 12 م²"), []Flag{{Text: w.t("Women only", "نساء فقط")}},
			Bed{Label: "A", State: BedLeaving, Occupant: "ተኽለ ገብረመድህን", Href: "#p4", Note: w.t("leaves on 26 Nov", "تغادر في 26 نوفمبر")},
			Bed{Label: "B", State: BedCleaning, Note: w.t("ready at 15:00", "جاهز الساعة 15:00")}),
		room("2.01", w.t("2nd floor · 14 m²", "الطابق 2 · 14 م²"), nil,
			Bed{Label: "A", State: BedOutOfService, Note: w.t("Broken heating", "التدفئة معطّلة")},
			Bed{Label: "B", State: BedOutOfService, Note: w.t("Broken heating", "التدفئة معطّلة")}),
	}
}

func galleryTape(w words) Tape {
	first := time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)
	english := []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	arabic := []string{"أحد", "اثنين", "ثلاثاء", "أربعاء", "خميس", "جمعة", "سبت"}
	t := Tape{ID: "plan", RowLabel: w.t("Room", "الغرفة"), Caption: w.t("Redange, 20 November to 10 December 2026", "ريدانج، من 20 نوفمبر إلى 10 ديسمبر 2026")}
	for i := range 21 {
		d := first.AddDate(0, 0, i)
		wd := d.Weekday()
		t.Days = append(t.Days, TapeDay{
			ISO: d.Format(time.DateOnly), Day: strconv.Itoa(d.Day()), Weekday: w.t(english[wd], arabic[wd]), Label: d.Format(time.DateOnly),
			Weekend: wd == time.Saturday || wd == time.Sunday, Today: i == 3, Free: strconv.Itoa((i * 5) % 7),
		})
	}
	bar := func(start, days int, label string, state BedState) TapeBar {
		from, until := first.AddDate(0, 0, start), first.AddDate(0, 0, start+days)
		return TapeBar{Start: start, Days: days, Label: label, State: state, Href: "#stay", Move: "/app/stays/1/move",
			From: from.Format(time.DateOnly), Note: fmt.Sprintf("%s – %s", from.Format(time.DateOnly), until.Format(time.DateOnly))}
	}
	floor1, floor2 := w.t("1st floor", "الطابق الأول"), w.t("2nd floor", "الطابق الثاني")
	t.Rows = []TapeRow{
		{ID: "1.07", Group: floor1, Label: "1.07", Note: w.t("3 beds", "3 أسرّة"), Href: "#r107", Bars: []TapeBar{bar(-6, 14, "al-Hariri (2)", BedOccupied), bar(9, 20, "Rahimi (3)", BedHeld)}},
		{ID: "1.08", Group: floor1, Label: "1.08", Note: w.t("2 beds", "سريران"), Href: "#r108", Bars: []TapeBar{bar(0, 5, "Olena Kovalchuk", BedOccupied), bar(3, 8, "ዮሃንስ ሃይለ", BedHeld), bar(6, 3, "Farid", BedLeaving)}},
		{ID: "1.09", Group: floor1, Label: "1.09", Note: w.t("2 beds", "سريران"), Href: "#r109", Bars: []TapeBar{bar(2, 1, "Berhane", BedLeaving), bar(3, 1, w.t("Cleaning", "تنظيف"), BedCleaning)}},
		{ID: "2.01", Group: floor2, Label: "2.01", Note: w.t("2 beds", "سريران"), Bars: []TapeBar{bar(1, 12, w.t("Broken heating", "التدفئة معطّلة"), BedOutOfService)}},
		{ID: "2.02", Group: floor2, Label: "2.02", Note: w.t("4 beds", "4 أسرّة")},
	}
	return t
}

func galleryArrivals(w words) Chart {
	return Chart{
		ID: "arrivals", Title: w.t("Arrivals and departures by week", "الوصول والمغادرة حسب الأسبوع"),
		Desc:   w.t("More persons arrived than left in seven of ten weeks.", "وصل أشخاص أكثر ممن غادروا في سبعة من عشرة أسابيع."),
		XLabel: w.t("Week", "الأسبوع"), Labels: []string{"38", "39", "40", "41", "42", "43", "44", "45", "46", "47"},
		Series: []Series{
			{w.t("Arrivals", "الوصول"), []float64{42, 51, 38, 60, 72, 55, 49, 63, 58, 47}},
			{w.t("Departures", "المغادرة"), []float64{30, 44, 41, 39, 52, 57, 40, 45, 61, 33}},
		},
	}
}

func galleryOccupancy(w words) Chart {
	c := Chart{
		ID: "occupancy", Title: w.t("Beds occupied", "الأسرّة المشغولة"), Desc: w.t("Occupancy rose in November and one day is not known.", "ارتفع الإشغال في نوفمبر ويوم واحد غير معروف."),
		XLabel: w.t("Day", "اليوم"), Series: []Series{{Name: w.t("First reception", "الاستقبال الأول")}, {Name: w.t("Second phase", "المرحلة الثانية")}},
	}
	for i := range 20 {
		c.Labels = append(c.Labels, strconv.Itoa(i+1))
		c.Series[0].Values = append(c.Series[0].Values, math.Round(310+40*math.Sin(float64(i)/3)+3*float64(i)))
		c.Series[1].Values = append(c.Series[1].Values, math.Round(240+25*math.Cos(float64(i)/4)))
	}
	c.Series[1].Values[8] = math.NaN()
	return c
}

func galleryStates(w words) Chart {
	return Chart{
		ID: "states", Title: w.t("Beds by state", "الأسرّة حسب الحالة"), Desc: w.t("Occupied, held and free beds of three centres.", "الأسرّة المشغولة والمحجوزة والفارغة في ثلاثة مراكز."),
		XLabel: w.t("Centre", "المركز"), Labels: []string{"Redange", "Mersch", "Esch"}, Stacked: true,
		Series: []Series{
			{w.t("Occupied", "مشغول"), []float64{120, 88, 203}}, {w.t("Held", "محجوز"), []float64{6, 0, 14}},
			{w.t("Free", "فارغ"), []float64{14, 9, 31}}, {w.t("Out of service", "خارج الخدمة"), []float64{4, 2, 10}},
		},
	}
}
