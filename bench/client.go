package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
)

// client is one connection that sends ready-made requests. It is lean on
// purpose: it shares the machine with the server it measures.
type client struct {
	address string
	conn    net.Conn
	in      *bufio.Reader
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{address, conn, bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *client) close() { _ = c.conn.Close() }

// answer is what a response was, as far as a measurement cares.
type answer struct {
	status int
	bytes  int
	body   []byte // kept only when asked for
	header []byte // the same
}

// do sends a request and reads its answer to the end.
func (c *client) do(request []byte, keep bool) (a answer, err error) {
	if _, err = c.conn.Write(request); err != nil {
		return a, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return a, err
	}
	if len(line) < 12 {
		return a, fmt.Errorf("status line %q", line)
	}
	if a.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return a, err
	}
	length, chunked, err := c.header(&a, keep)
	if err != nil {
		return a, err
	}
	if a.status == 304 || a.status == 204 {
		return a, nil
	}
	if !chunked {
		a.bytes = length
		return a, c.read(&a, length, keep)
	}
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return a, err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return a, err
		}
		if err := c.read(&a, int(size), keep); err != nil {
			return a, err
		}
		a.bytes += int(size)
		if _, err := c.in.Discard(2); err != nil {
			return a, err
		}
		if size == 0 {
			return a, nil
		}
	}
}

func (c *client) header(a *answer, keep bool) (length int, chunked bool, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		if keep {
			a.header = append(a.header, line...)
		}
		if len(line) <= 2 {
			return length, chunked, nil
		}
		switch {
		case hasHeader(line, "content-length:"):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[15:]))); err != nil {
				return 0, false, err
			}
		case hasHeader(line, "transfer-encoding:"):
			chunked = true
		}
	}
}

func hasHeader(line []byte, name string) bool {
	return len(line) > len(name) && bytes.EqualFold(line[:len(name)], []byte(name))
}

func (c *client) read(a *answer, n int, keep bool) error {
	if keep {
		part := make([]byte, n)
		if _, err := io.ReadFull(c.in, part); err != nil {
			return err
		}
		a.body = append(a.body, part...)
		return nil
	}
	_, err := c.in.Discard(n)
	return err
}

// get is a request for a page as a browser sends it.
func get(host, path, cookie, encoding string) []byte {
	text := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/html\r\nAccept-Language: ru\r\n"
	if encoding != "" {
		text += "Accept-Encoding: " + encoding + "\r\n"
	}
	if cookie != "" {
		text += "Cookie: " + cookie + "\r\n"
	}
	return []byte(text + "\r\n")
}

// post is a request with a body from the same origin.
func post(host, path, cookie, contentType string, body []byte) []byte {
	text := "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\nContent-Type: " + contentType +
		"\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	if cookie != "" {
		text += "Cookie: " + cookie + "\r\n"
	}
	return append([]byte(text+"\r\n"), body...)
}
