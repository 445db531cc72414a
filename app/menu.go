package app

import (
	"parta/access"
	"parta/diary"
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
		if s.key == "diary" && len(actor.Wards) > 0 {
			menu = append(menu, diaries(actor)...)
		} else if actor.May(s.action) {
			menu = append(menu, ui.Section{Key: s.key, Title: "app.menu." + s.key, Href: home + s.path})
		}
	}
	return menu
}

// diaries are those of the actor's own children, by name, and then those of the
// classes the actor looks after.
func diaries(actor access.Actor) []ui.Section {
	var menu []ui.Section
	for _, ward := range actor.Wards {
		menu = append(menu, ui.Section{Key: diary.Section(ward.ID), Name: ward.Name, Href: diary.Address(actor.Org, ward.ID)})
	}
	if reach := actor.Where(access.ReadDiary); reach.All || len(reach.Classes) > 0 {
		menu = append(menu, ui.Section{Key: "diary", Title: "app.menu.diary", Href: ui.OrgPath(actor.Org) + "/diary/classes"})
	}
	return menu
}
