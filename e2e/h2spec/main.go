// Command h2spec runs the HTTP/2 conformance suite of the h2spec library against one TLS server, with a client
// certificate, and writes its JUnit report. It exits with 1 if a case failed and with 2 if the suite could not run.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/summerwind/h2spec"
	"github.com/summerwind/h2spec/config"
)

const (
	exitFailed    = 1
	exitNotTested = 2
	// Longer values of the suite's own header fields would exceed a frame.
	maxHeaderBytes = 4000
)

func main() {
	c := &config.Config{
		Path:         "/",
		TLS:          true,
		Insecure:     true,
		Strict:       true,
		MaxHeaderLen: maxHeaderBytes,
	}
	flag.StringVar(&c.Host, "host", "127.0.0.1", "address of the server")
	flag.IntVar(&c.Port, "port", 0, "port of the server")
	flag.StringVar(&c.CertFile, "cert", "", "PEM file of the client certificate")
	flag.StringVar(&c.CertKeyFile, "key", "", "PEM file of its private key")
	flag.StringVar(&c.JUnitReport, "junit", "", "file to write the report to")
	flag.BoolVar(&c.Verbose, "verbose", false, "print every frame")
	flag.DurationVar(&c.Timeout, "timeout", 2*time.Second, "how long to wait for an answer")
	flag.Parse()
	c.Sections = flag.Args()

	if c.Port == 0 {
		fmt.Fprintln(os.Stderr, "h2spec: -port is required")
		os.Exit(exitNotTested)
	}
	success, err := h2spec.Run(c)
	if err != nil {
		fmt.Fprintln(os.Stderr, "h2spec:", err)
		os.Exit(exitNotTested)
	}
	if !success {
		os.Exit(exitFailed)
	}
}
