package staffweb

import (
	"strings"

	"passerelle/internal/platform/i18n"
)

// browserName tells from a User-Agent header which browser it is on which
// device, well enough to know one's own.
func browserName(l *i18n.Localizer, agent string) string {
	first := func(names ...string) string {
		for _, n := range names {
			token, name, _ := strings.Cut(n, "=")
			if strings.Contains(agent, token) {
				return name
			}
		}
		return ""
	}
	// The order matters: each names those after it too, for old servers' sake.
	browser := first("Edg/=Edge", "OPR/=Opera", "SamsungBrowser/=Samsung Internet", "Firefox/=Firefox", "Chrome/=Chrome", "CriOS/=Chrome", "Safari/=Safari")
	device := first("iPhone=iPhone", "iPad=iPad", "Android=Android", "Windows=Windows", "Mac OS X=Mac", "Linux=Linux")
	switch {
	case browser == "":
		return l.T("staff.session.unknown")
	case device == "":
		return browser
	}
	return l.T("staff.session.on", "browser", browser, "device", device)
}
