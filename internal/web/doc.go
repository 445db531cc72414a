// Package web is everything between the network and a slice's handler.
//
// A slice gives the Router its routes, each with the action of the policy it
// performs; there is no route without one. For a path under /o/{org} the router
// finds the person's seat there (none: 404, as if the organisation did not
// exist) and asks whether that person could ever perform the action (never:
// 403). The handler then loads its objects, which checks the object, and answers
// with Page, JSON, See or Live. It returns errors and never answers one: fail.go
// alone turns a problem into a page or into RFC 9457 JSON.
//
// The router knows no slice. What it must ask about sessions and seats it asks
// through the functions of Config, which the app package fills.
//
// A session holds no organisation and no role: two tabs may be two schools.
//
// Source: docs/sources.md, web (RFC 9457, RFC 9110, WHATWG server-sent events,
// Content Security Policy 3, WCAG 2.2).
package web
