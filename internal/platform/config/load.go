package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/BurntSushi/toml"

	"passerelle/internal/platform/logging"
)

// The limits of what is read: a mistaken path must not fill the memory.
const (
	maxFile   = 1 << 20
	maxSecret = 64 << 10
)

const (
	fromEnvironment = "environment"
	masterKeyFile   = "master-key-file"
)

// source is where a value comes from, in words for a message.
type source struct {
	label  string
	values map[string]string
}

// Load reads the settings: flags (by name, without dashes; only those given)
// before env ("KEY=value", as os.Environ gives it) before the TOML file (path,
// or "" for none) before the defaults. It reads secrets from their files. The
// error is [Problems]: everything that could not be read, so that the caller
// can show all at once. Whether the settings make sense together is for
// [Config.Check].
func Load(flags map[string]string, env []string, file string) (Config, error) {
	var problems Problems
	fromFile, ps := readFile(file)
	problems = append(problems, ps...)
	sources := []source{{"flag", flags}, {fromEnvironment, readEnv(env)}, {"file", fromFile}}
	problems = append(problems, refuseSecrets(sources)...)
	problems = append(problems, refuseUnknown(sources)...)

	var c Config
	values := map[string]string{}
	for _, s := range settings {
		value, ps := s.find(sources)
		problems = append(problems, ps...)
		values[s.Name] = value
		if s.set == nil {
			continue
		}
		if err := s.set(&c, value); err != nil {
			problems = append(problems, Problem{s.Name, err.Error(), "correct it"})
		}
	}
	c.MasterKeyFile = lookup(sources, masterKeyFile)
	problems = append(problems, joinPassword(&c, values["database-password"])...)
	return c, problems.Err()
}

// find returns the setting's value from the first source that has it.
func (s Setting) find(sources []source) (string, Problems) {
	value := s.Default
	for _, src := range sources {
		if v, ok := src.values[s.Name]; ok && (!s.Secret || src.label == fromEnvironment) {
			value = v
			break
		}
	}
	if !s.Secret {
		return value, nil
	}
	return readSecret(s, value, sources)
}

func lookup(sources []source, name string) string {
	for _, src := range sources {
		if v, ok := src.values[name]; ok {
			return v
		}
	}
	return ""
}

// readEnv keeps our variables. Unknown ones are no fault: Kubernetes sets
// PASSERELLE_PORT and others for a service of our name.
func readEnv(env []string) map[string]string {
	vars := map[string]string{}
	for _, kv := range env {
		k, v, _ := strings.Cut(kv, "=")
		vars[k] = v
	}
	values := map[string]string{}
	keep := func(name string) {
		if v, ok := vars[envName(name)]; ok {
			values[name] = v
		}
	}
	for _, s := range settings {
		keep(s.Name)
		if s.Secret {
			keep(s.Name + "-file")
		}
	}
	return values
}

func readFile(path string) (map[string]string, Problems) {
	if path == "" {
		return nil, nil
	}
	b, err := readLimited(path, maxFile)
	if err != nil {
		return nil, Problems{{"config", err.Error(), "name a readable TOML file"}}
	}
	var tree map[string]any
	if _, err := toml.Decode(string(b), &tree); err != nil {
		what := "is not TOML"
		if pe, ok := errors.AsType[toml.ParseError](err); ok {
			what = fmt.Sprintf("is not TOML at line %d", pe.Position.Line) // The message could repeat a value.
		}
		return nil, Problems{{"config", what, "correct the file"}}
	}
	values := map[string]string{}
	var problems Problems
	flatten("", tree, values, &problems)
	return values, problems
}

// flatten turns [smtp] host = "x" into smtp-host: x, and lists into commas.
func flatten(prefix string, tree map[string]any, values map[string]string, problems *Problems) {
	for key, v := range tree {
		name := prefix + key
		switch x := v.(type) {
		case map[string]any:
			flatten(name+"-", x, values, problems)
		case []any:
			parts := make([]string, len(x))
			for i, item := range x {
				parts[i] = fmt.Sprint(item)
			}
			values[name] = strings.Join(parts, ",")
		case string, int64, bool, float64:
			values[name] = fmt.Sprint(x)
		default:
			*problems = append(*problems, Problem{name, "is neither a text, a number nor a list", "correct the file"})
		}
	}
}

func refuseSecrets(sources []source) (problems Problems) {
	for _, s := range settings {
		for _, src := range sources {
			if _, given := src.values[s.Name]; s.Secret && given && src.label != fromEnvironment {
				problems = append(problems, Problem{s.Name, "is a secret and may not come from a " + src.label,
					"set " + s.Env() + " or " + s.Env() + "_FILE"})
			}
		}
	}
	for _, src := range sources {
		if src.label != fromEnvironment && hasPassword(src.values["database"]) {
			problems = append(problems, Problem{"database", "has a password in a " + src.label,
				"leave the password out and set PASSERELLE_DATABASE_PASSWORD or PASSERELLE_DATABASE_PASSWORD_FILE"})
		}
	}
	return problems
}

func refuseUnknown(sources []source) (problems Problems) {
	known := map[string]bool{}
	for _, s := range settings {
		known[s.Name] = true
		known[s.Name+"-file"] = known[s.Name+"-file"] || s.Secret
	}
	for _, src := range sources {
		for name := range src.values {
			if !known[name] {
				problems = append(problems, Problem{name, "is not a setting (" + src.label + ")", "see the list of settings for its name"})
			}
		}
	}
	return problems
}

// readSecret returns the secret's value, from its file when one is named.
func readSecret(s Setting, value string, sources []source) (string, Problems) {
	path := lookup(sources, s.Name+"-file")
	switch {
	case path == "":
		return value, nil
	case value != "":
		return "", Problems{{s.Name, "is given twice, as " + s.Env() + " and as a file", "keep one of them"}}
	case s.Name+"-file" == masterKeyFile: // Package crypt reads the file itself, having looked at its mode.
		return "", nil
	}
	b, err := readLimited(path, maxSecret)
	if err != nil {
		return "", Problems{{s.Name + "-file", err.Error(), "name a file that this user can read"}}
	}
	v := strings.TrimRight(string(b), "\r\n")
	if v == "" {
		return "", Problems{{s.Name + "-file", "is empty", "write the secret into it"}}
	}
	return v, nil
}

func joinPassword(c *Config, password string) Problems {
	if password == "" || c.Database == "" {
		return nil
	}
	joined, err := withPassword(c.Database.Reveal(), password)
	if err != nil {
		return Problems{{"database", err.Error(), "correct it"}}
	}
	c.Database = logging.Secret(joined)
	return nil
}

func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, limit)
	}
	return b, nil
}
