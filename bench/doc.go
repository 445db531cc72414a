// Command bench measures what a page and a save cost, beside what they could
// cost at best on the same machine in the same run.
//
// It builds the real binary, fills a data folder, starts the server as a
// process of its own and drives it over HTTP with signed-in sessions, on pages
// drawn at random. For each scenario it prints requests per second, CPU per
// request, p50 and p99 and the ceiling: for reads a bare server that sends the
// same bytes from memory through the same compression; for a save the same
// upsert, ledger insert and group commit behind a bare JSON handler.
//
// The highest rate comes from a closed loop of connections that ask again as
// soon as they are answered; p50 and p99 from an open loop at half of that rate,
// counted from the moment each request was due, so a pause of the server is not
// hidden by requests that were never sent.
package main
