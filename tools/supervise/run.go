package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

const (
	listFile  = "processes.json"
	stateFile = "state.json"

	// A process that lived this long was well: its next end counts as the first.
	wellAfter = 10 * time.Second
	// Waits before the next start double from the first to the longest.
	firstWait, longestWait = 250 * time.Millisecond, 5 * time.Second
	// So many ends in a row, without ever being well, end the lab.
	patience = 12
	grace    = 5 * time.Second
	// How often the folder is looked at: a lab whose folder is deleted ends.
	lookEvery = time.Second
)

// process is what processes.json says of one: its command line, and where its output goes.
type process struct {
	Name    string   `json:"name"`
	Command []string `json:"command"`
	Log     string   `json:"log"`
}

// state is what state.json says of one; PID is 0 while it does not run.
type state struct {
	Name     string    `json:"name"`
	PID      int       `json:"pid"`
	Starts   int       `json:"starts"`
	Since    time.Time `json:"since"`
	LastExit string    `json:"lastExit,omitempty"`
}

type child struct {
	spec process
	state
	failures int
	ended    chan struct{}
}

type exit struct {
	child *child
	err   error
}

type supervisor struct {
	folder   string
	children []*child
	exits    chan exit
	starts   chan *child
}

// run supervises until a signal, or until standard input closes where attached.
func run(folder string, attached bool) error {
	// The kernel ends a child with the thread that started it: all starts are made by this one.
	runtime.LockOSThread()
	lock, err := take(folder)
	if err != nil {
		return err
	}
	defer lock.Close()
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	if attached {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			signals <- syscall.SIGTERM
		}()
	}
	s := &supervisor{folder: folder, exits: make(chan exit), starts: make(chan *child)}
	looks := time.Tick(lookEvery)
	err = s.load()
	for err == nil {
		select {
		case <-looks:
			err = stands(lock)
		case received := <-signals:
			if received != syscall.SIGHUP {
				return s.stopAll()
			}
			err = s.load()
		case ended := <-s.exits:
			err = s.ended(ended)
		case next := <-s.starts:
			err = s.start(next)
		}
	}
	return errors.Join(err, s.stopAll())
}

// load reads the list and starts what is new in it.
func (s *supervisor) load() error {
	text, err := os.ReadFile(filepath.Join(s.folder, listFile))
	if err != nil {
		return err
	}
	var list []process
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("%s: %w", listFile, err)
	}
	for _, listed := range list {
		if slices.ContainsFunc(s.children, func(c *child) bool { return c.Name == listed.Name }) {
			continue
		}
		next := &child{spec: listed, state: state{Name: listed.Name}}
		s.children = append(s.children, next)
		if err := s.start(next); err != nil {
			return err
		}
	}
	return nil
}

func (s *supervisor) start(c *child) error {
	log, err := os.OpenFile(c.spec.Log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command(c.spec.Command[0], c.spec.Command[1:]...)
	command.Stdout, command.Stderr = log, log
	if err := startBound(command); err != nil {
		return fmt.Errorf("%s: %w", c.Name, err)
	}
	ended := make(chan struct{})
	c.ended, c.PID, c.Since = ended, command.Process.Pid, time.Now()
	c.Starts++
	go func() {
		err := command.Wait()
		close(ended)
		s.exits <- exit{c, err}
	}()
	return s.save()
}

// ended plans the next start, or gives up.
func (s *supervisor) ended(e exit) error {
	c := e.child
	c.PID, c.LastExit = 0, describe(e.err)
	if time.Since(c.Since) > wellAfter {
		c.failures = 0
	}
	c.failures++
	if c.failures == patience {
		return errors.Join(fmt.Errorf("%s ended %d times in a row, lastly: %s", c.Name, patience, c.LastExit), s.save())
	}
	time.AfterFunc(min(firstWait<<(c.failures-1), longestWait), func() { s.starts <- c })
	return s.save()
}

func describe(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}

// stopAll ends the children in reverse order: what depends on another ends before it.
func (s *supervisor) stopAll() error {
	go func() {
		for range s.exits {
		}
	}()
	for _, c := range slices.Backward(s.children) {
		if c.PID == 0 {
			continue
		}
		syscall.Kill(c.PID, syscall.SIGTERM)
		select {
		case <-c.ended:
		case <-time.After(grace):
			syscall.Kill(c.PID, syscall.SIGKILL)
			<-c.ended
		}
		c.PID, c.LastExit = 0, "stopped"
	}
	return s.save()
}

func (s *supervisor) save() error {
	states := make([]state, 0, len(s.children))
	for _, c := range s.children {
		states = append(states, c.state)
	}
	text, err := json.Marshal(states)
	if err != nil {
		return err
	}
	path := filepath.Join(s.folder, stateFile)
	if err := os.WriteFile(path+".tmp", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}
