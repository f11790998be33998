package synthetic

// StaffMember is an invented member of staff for a demonstration account.
type StaffMember struct {
	Role          string // code of a default role
	Given, Family string
}

// Staff returns one person for each default role.
func Staff() []StaffMember {
	rows := table("data/staff.tsv")
	staff := make([]StaffMember, 0, len(rows))
	for _, row := range rows {
		staff = append(staff, StaffMember{Role: row[0], Given: row[1], Family: row[2]})
	}
	return staff
}
