package peopleweb

import "net/url"

// Where the pages are.
const (
	pathPeople     = "/app/people"
	pathNew        = "/app/people/new"
	pathLive       = "/app/people/new/similar"
	pathHouseholds = "/app/households"
)

func personPath(id string) string          { return pathPeople + "/" + id }
func personPart(id, part string) string    { return personPath(id) + "/" + part }
func householdPath(id string) string       { return pathHouseholds + "/" + id }
func householdPart(id, part string) string { return householdPath(id) + "/" + part }
func comparePath(id, other string) string  { return personPart(id, "compare/"+other) }

// withQuery adds name, value pairs to a path; pairs with an empty value are left out.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
