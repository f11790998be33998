package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/logging"
)

const canary = "Xanthippe-7731"

type person struct{ Given, Room string }

func (p person) LogValue() slog.Value {
	return slog.GroupValue(slog.String("given", p.Given), slog.String("room", p.Room))
}

type silent struct{ Field string }

func (s silent) String() string { return s.Field }

// Every way in which a canary could reach the log, in both formats.
func TestCanaryDoesNotPass(t *testing.T) {
	t.Parallel()
	ways := map[string]func(*slog.Logger){
		"group":        func(l *slog.Logger) { l.Info("m", slog.Group("a", slog.Group("b", "phone", canary))) },
		"group's name": func(l *slog.Logger) { l.Info("m", slog.Group("address", "line", canary, "n", 1)) },
		"With":         func(l *slog.Logger) { l.With("email", canary).Info("m") },
		"WithGroup":    func(l *slog.Logger) { l.WithGroup("person").With("x", 1).Info("m", "birthDate", canary) },
		"deep":         func(l *slog.Logger) { l.WithGroup("notes").WithGroup("y").Info("m", "z", canary) },
		"LogValuer":    func(l *slog.Logger) { l.Info("m", "p", person{canary, "12"}) },
		"pointer":      func(l *slog.Logger) { l.Info("m", "p", &person{canary, "12"}) },
		"struct":       func(l *slog.Logger) { l.Info("m", "p", struct{ A string }{canary}) },
		"Stringer":     func(l *slog.Logger) { l.Info("m", "p", silent{canary}) },
		"map":          func(l *slog.Logger) { l.Info("m", "p", map[string]string{"a": canary}) },
		"slice":        func(l *slog.Logger) { l.Info("m", "p", []string{canary}) },
		"bytes":        func(l *slog.Logger) { l.Info("m", "p", []byte(canary)) },
		"LogAttrs": func(l *slog.Logger) {
			l.LogAttrs(context.Background(), slog.LevelInfo, "m", slog.Any("Set-Cookie", canary))
		},
		"secret": func(l *slog.Logger) { l.Info("m", "p", logging.Secret(canary)) },
		"number error": func(l *slog.Logger) {
			_, err := strconv.Atoi(canary)
			l.Info("m", "err", fmt.Errorf("row 3: %w", err))
		},
		"time error": func(l *slog.Logger) {
			_, err := time.Parse(time.DateOnly, canary)
			l.Info("m", "err", err)
		},
	}
	for _, key := range strings.Fields(`name given_name familyName FamilyName HTTPName Authorization authorization X-Auth-Token
		phone phone_number email e-mail birth birth_date dob document document_no password Password passwd token secret
		cookie note notes address home.address comment api_key masterKey user_name username mrz query session`) {
		ways["key "+key] = func(l *slog.Logger) { l.Info("m", key, canary) }
	}
	for _, format := range []logging.Format{logging.JSON, logging.Text} {
		for way, log := range ways {
			var out bytes.Buffer
			log(logging.New(&out, slog.LevelInfo, format))
			if strings.Contains(out.String(), canary) || !strings.Contains(out.String(), "m") {
				t.Errorf("%s, %s: %s", way, format, out.String())
			}
		}
	}
}

// The log stays useful: what operators need passes.
func TestPlainValuesPass(t *testing.T) {
	t.Parallel()
	type code string
	var out bytes.Buffer
	log := logging.New(&out, slog.LevelInfo, logging.JSON)
	log.Debug("hidden")
	log.Info("request done", "route", "GET /app/people/{id}", "status", 200, "took", time.Second, "kind", code("invalid"),
		"fault_key", "people.error.x", "error", errors.New("disk full"), "day", time.Weekday(3), "p", person{canary, "12"})
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	want := map[string]any{"msg": "request done", "level": "INFO", "route": "GET /app/people/{id}", "status": 200.0, "took": 1e9,
		"kind": "invalid", "fault_key": "people.error.x", "error": "disk full", "day": 3.0}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s: got %v, want %v", k, got[k], v)
		}
	}
	if p, _ := got["p"].(map[string]any); p["room"] != "12" || p["given"] != "[redacted]" {
		t.Errorf("p: %v", got["p"])
	}
	if got["time"] == nil {
		t.Error("no time")
	}
}

func TestSecretHidesItself(t *testing.T) {
	t.Parallel()
	s := logging.Secret(canary)
	shown := []string{s.String()}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, struct{ S logging.Secret }{s}), fmt.Sprintf(verb, []logging.Secret{s}))
	}
	b, err := json.Marshal(map[string]any{"a": s, "b": []any{&s}})
	if err != nil {
		t.Fatal(err)
	}
	shown = append(shown, string(b))
	for _, text := range shown {
		if strings.Contains(text, canary) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", canary)) {
			t.Errorf("shows itself: %s", text)
		}
	}
	if s.Reveal() != canary || logging.Secret("").String() != "" {
		t.Error("Reveal")
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	if l, err := logging.ParseLevel("Warn"); l != slog.LevelWarn || err != nil {
		t.Errorf("%v, %v", l, err)
	}
	if _, err := logging.ParseLevel("loud"); err == nil {
		t.Error("level loud")
	}
	if _, err := logging.ParseFormat("xml"); err == nil {
		t.Error("format xml")
	}
}
