package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
)

//go:embed cldr/*.json
var cldrFiles embed.FS

// localeData is how CLDR says a language writes dates, numbers, lists and
// names; see cldr/generate.mjs for which fields of CLDR these are.
type localeData struct {
	Date struct {
		Long, Short, Month, Time, Datetime string
		Months, MonthsAlone, MonthsShort   []string
		Days, DaysShort                    []string // From Sunday.
	}
	Number struct {
		Decimal, Group, Percent, Minus string
		MinGrouping                    int
	}
	Bytes             []string
	List              struct{ Pair, Start, Middle, End string }
	Country, Language map[string]string
}

func readLocaleData(l Lang) (*localeData, error) {
	b, err := cldrFiles.ReadFile("cldr/" + string(l) + ".json")
	if err != nil {
		return nil, err
	}
	var d localeData
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, fmt.Errorf("locale data of %s: %w", l, err)
	}
	return &d, nil
}
