// go-trafilatura over the pages named: a line of JSON a page, {"file", "text", "ms"}. One page first to warm up.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"syscall"

	"github.com/markusmobius/go-trafilatura"
)

func spent() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()) / 1e6
}

func read(file string) map[string]any {
	page, _ := os.ReadFile(file)
	begun := spent()
	text := ""
	result, err := trafilatura.Extract(bytes.NewReader(page), trafilatura.Options{EnableFallback: true, ExcludeComments: true})
	if err == nil {
		text = result.ContentText
	}
	return map[string]any{"file": file, "text": text, "ms": spent() - begun}
}

func main() {
	read(os.Args[1])
	for _, file := range os.Args[1:] {
		line, _ := json.Marshal(read(file))
		fmt.Println(string(line))
	}
}
