//go:build !linux || guarded

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// startBound starts a child under a guard, which holds the reading end of a pipe: the pipe closes when this
// process ends, however it ends.
func startBound(command *exec.Cmd) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	command.Args = append([]string{self, "guard", command.Path}, command.Args[1:]...)
	command.Path = self
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// Nothing is ever written: the guard waits for the end of it.
	if _, err := command.StdinPipe(); err != nil {
		return err
	}
	return command.Start()
}

// guard runs a command until it ends, is to end, or standard input is closed. Does not return.
func guard(arguments []string) {
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	fail(command.Start())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	go func() {
		<-signals
		command.Process.Signal(syscall.SIGTERM)
	}()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		command.Process.Kill()
	}()
	err := command.Wait()
	if exited := new(exec.ExitError); errors.As(err, &exited) && exited.ExitCode() > 0 {
		os.Exit(exited.ExitCode())
	}
	fail(err)
	os.Exit(0)
}
