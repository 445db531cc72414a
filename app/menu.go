package app

import (
	"parta/access"
	"parta/internal/web/ui"
)

// sections is the menu of an actor; where it begins is where the actor starts.
func sections(actor access.Actor) []ui.Section {
	home := ui.OrgPath(actor.Org)
	var menu []ui.Section
	for _, s := range []struct {
		action access.Action
		key    string
		path   string
	}{
		{access.ReadJournal, "journal", "/journal"},
		{access.ReadDiary, "diary", "/diary"},
		{access.Invite, "invitations", "/invitations"},
		{access.ImportRoster, "import", "/import"},
	} {
		if actor.May(s.action) {
			menu = append(menu, ui.Section{Key: s.key, Title: "app.menu." + s.key, Href: home + s.path})
		}
	}
	return menu
}
