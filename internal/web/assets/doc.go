// Package assets holds the style sheets, scripts and pictures of the pages.
//
// css/NAME.css and ts/NAME.ts make the bundle NAME, which a page asks for by
// ui.Page.Bundle. Into each, css/base.css and ts/app.ts are built first: a page
// costs one style sheet and one script. Parts that several bundles import stand
// in folders below (css/base/, ts/lib/), which make no bundle.
//
// After a change run
//
//	go generate ./internal/web/assets
//
// and commit dist, so that building the program needs neither Node nor a
// generator. Every file is beside its brotli and gzip forms and is served under
// an address made of its content, /assets/HASH/NAME, to be kept for ever by the
// browser. After a conflict in dist take either side and generate again.
package assets

//go:generate go run ./build
