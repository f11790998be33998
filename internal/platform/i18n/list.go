package i18n

import "strings"

// List writes an enumeration: "a, b and c".
func (l *Localizer) List(items []string) string {
	p := l.data.List
	switch len(items) {
	case 0:
		return ""
	case 1:
		return l.isolate(items[0])
	case 2:
		return l.join(p.Pair, l.isolate(items[0]), l.isolate(items[1]))
	}
	last := len(items) - 1
	out := l.join(p.End, l.isolate(items[last-1]), l.isolate(items[last]))
	for i := last - 2; i >= 0; i-- {
		pattern := p.Middle
		if i == 0 {
			pattern = p.Start
		}
		out = l.join(pattern, l.isolate(items[i]), out)
	}
	return out
}

func (l *Localizer) join(pattern, a, b string) string {
	if l.lang == Luxembourgish {
		pattern = resolveBefore(pattern, b)
	}
	return strings.NewReplacer("{0}", a, "{1}", b).Replace(pattern)
}
