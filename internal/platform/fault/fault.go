package fault

import (
	"errors"
	"strings"
)

// Kind says who can mend the error and how it is answered.
type Kind uint8

// The kinds, with the status that package web answers.
const (
	Internal  Kind = iota // 500: ours; details go to the log, not to the page
	Invalid               // 422: the input is wrong at Field
	NotFound              // 404: it does not exist, or the actor may not know that it does
	Forbidden             // 403: the actor may know of it but not do this
	Conflict              // 409: somebody was faster, or a rule of the register stands against it
)

// String returns the kind's code, as logs and the API use it.
func (k Kind) String() string {
	return [...]string{"internal", "invalid", "not_found", "forbidden", "conflict"}[k]
}

// Fault is an error with a catalogue key instead of a text.
type Fault struct {
	Kind  Kind
	Key   string // catalogue key, such as "people.error.family_name_required"
	Field string // name of the form field, empty where the fault is about the whole
	Args  []any  // name, value pairs for the placeholders of the text; never personal data
	cause error
}

// Error returns kind, key and field for logs. It holds no personal data, since
// neither keys nor field names do.
func (f *Fault) Error() string {
	s := f.Kind.String() + ": " + f.Key
	if f.Field != "" {
		s += " (" + f.Field + ")"
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap returns the cause of an internal fault.
func (f *Fault) Unwrap() error { return f.cause }

// With returns a copy with name, value pairs for the placeholders of the text.
func (f *Fault) With(args ...any) *Fault {
	g := *f
	g.Args = args
	return &g
}

// InvalidField says that the input is wrong at field.
func InvalidField(field, key string, args ...any) *Fault {
	return &Fault{Kind: Invalid, Key: key, Field: field, Args: args}
}

// Missing answers what does not exist and what the actor may not know of, alike.
func Missing() *Fault { return &Fault{Kind: NotFound, Key: "fault.not_found"} }

// Denied answers an act that the actor's roles do not allow.
func Denied() *Fault { return &Fault{Kind: Forbidden, Key: "fault.forbidden"} }

// Conflicts says which rule or which faster change stands against the act.
func Conflicts(key string, args ...any) *Fault { return &Fault{Kind: Conflict, Key: key, Args: args} }

// Broken wraps an error of ours. The cause is for the log alone.
func Broken(cause error) *Fault {
	return &Fault{Kind: Internal, Key: "fault.internal", cause: cause}
}

// List is several faults of one input, one for each wrong field.
type List []*Fault

// Error returns all faults in one line.
func (l List) Error() string {
	parts := make([]string, len(l))
	for i, f := range l {
		parts[i] = f.Error()
	}
	return strings.Join(parts, "; ")
}

// Add appends an invalid field.
func (l *List) Add(field, key string, args ...any) {
	*l = append(*l, InvalidField(field, key, args...))
}

// AddErr appends what err holds: a Fault, a List or, as an internal fault, anything else. Nil adds nothing.
func (l *List) AddErr(err error) {
	if err != nil {
		*l = append(*l, Of(err)...)
	}
}

// Err returns the list as an error, nil where it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Of returns the faults that err holds; any other error becomes one internal fault.
func Of(err error) List {
	if err == nil {
		return nil
	}
	var l List
	if errors.As(err, &l) {
		return l
	}
	var f *Fault
	if errors.As(err, &f) {
		return List{f}
	}
	return List{Broken(err)}
}

// KindOf returns the gravest kind that err holds: Internal before Forbidden,
// NotFound, Conflict and Invalid. It panics on nil.
func KindOf(err error) Kind {
	l := Of(err)
	if len(l) == 0 {
		panic("fault: KindOf(nil)")
	}
	kind := l[0].Kind
	for _, f := range l[1:] {
		if rank(f.Kind) < rank(kind) {
			kind = f.Kind
		}
	}
	return kind
}

func rank(k Kind) int {
	switch k {
	case Internal:
		return 0
	case Forbidden:
		return 1
	case NotFound:
		return 2
	case Conflict:
		return 3
	}
	return 4
}

// Is reports whether err is a fault of kind k with the given key; an empty key matches any.
func Is(err error, k Kind, key string) bool {
	if err == nil {
		return false
	}
	for _, f := range Of(err) {
		if f.Kind == k && (key == "" || f.Key == key) {
			return true
		}
	}
	return false
}
