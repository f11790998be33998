package logging

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const redacted = "[redacted]"

// sensitiveWords redact a key that has one of them as a word: "given_name",
// "familyName", "person.note". Some are broader than need be ("table_name"):
// a log that says too little can be mended by choosing another key.
var sensitiveWords = words(`
	name names given family father mother grandfather grandmother alias aliases spouse child
	mail tel mobile whatsapp born dob age
	street city postcode
	note notes comment comments text content body query search q
	document documents mrz visa photo signature fingerprint
	diagnosis health religion ethnicity
	password pin otp totp secret token key session cookie dsn`)

// sensitiveParts redact a key in which they occur anywhere, separators aside.
var sensitiveParts = strings.Fields(`
	phone email birth surname forename firstname lastname fullname username nickname
	address passport iban accountnumber documentnumber
	passw passphrase secret token authoriz cookie credential apikey masterkey privatekey
	databaseurl connectionstring`)

// plainKeys are exempt: they hold codes that operators need.
var plainKeys = words("error_key fault_key catalogue_key content_type content_length")

func words(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// redact is the ReplaceAttr of the handlers. slog calls it for every attribute
// that is not a group, with LogValuers resolved, and gives the groups it is in.
func redact(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 {
		switch a.Key {
		case slog.TimeKey, slog.LevelKey, slog.MessageKey:
			return a
		}
	}
	for _, g := range groups {
		if Sensitive(g) {
			return slog.String(a.Key, redacted)
		}
	}
	if Sensitive(a.Key) {
		return slog.String(a.Key, redacted)
	}
	if a.Value.Kind() == slog.KindAny {
		a.Value = plain(a.Value.Any())
	}
	return a
}

// Sensitive reports whether the value of an attribute with this key is kept
// out of the log.
func Sensitive(key string) bool {
	split := splitWords(key)
	if plainKeys[strings.Join(split, "_")] {
		return false
	}
	for _, w := range split {
		if sensitiveWords[w] {
			return true
		}
	}
	joined := strings.Join(split, "")
	for _, part := range sensitiveParts {
		if strings.Contains(joined, part) {
			return true
		}
	}
	return false
}

// splitWords cuts "givenName", "given_name" and "Given-Name" into given, name.
func splitWords(key string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(key)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r):
			flush()
			continue
		case unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(runes[i-1]):
			flush()
		case i > 1 && unicode.IsLower(r) && unicode.IsUpper(runes[i-1]) && unicode.IsUpper(runes[i-2]):
			last := word[len(word)-1] // "HTTPName": the N begins the next word.
			word = word[:len(word)-1]
			flush()
			word = append(word, last)
		}
		word = append(word, r)
	}
	flush()
	return out
}

// plain lets through a value that can hold no more than its kind says.
func plain(v any) slog.Value {
	switch x := v.(type) {
	case nil:
		return slog.AnyValue(nil)
	case error:
		return slog.StringValue(errorText(x))
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Bool:
		return slog.BoolValue(r.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return slog.Int64Value(r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return slog.Uint64Value(r.Uint())
	case reflect.Float32, reflect.Float64:
		return slog.Float64Value(r.Float())
	case reflect.String: // A code with a type of its own.
		return slog.StringValue(r.String())
	}
	return slog.StringValue(fmt.Sprintf("[redacted %T]", v))
}

// errorText is the text of err without the input that parsing errors repeat.
func errorText(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*strconv.NumError](err); ok {
		text = cut(text, e.Num)
	}
	if e, ok := errors.AsType[*time.ParseError](err); ok {
		text = cut(text, e.Value, e.ValueElem)
	}
	return text
}

func cut(text string, inputs ...string) string {
	for _, in := range inputs {
		if in != "" {
			text = strings.ReplaceAll(text, strconv.Quote(in), `"…"`)
			text = strings.ReplaceAll(text, in, "…")
		}
	}
	return text
}
