// Command supervise runs the processes of one lab, starts again those that end, and never outlives or leaves them:
// they die with it, even when it is killed.
//
//	supervise run [-attached] FOLDER   runs what FOLDER/processes.json lists, until SIGTERM
//	supervise reload FOLDER            starts what was added to the list since
//	supervise stop FOLDER              ends it and waits until it has ended
//	supervise status FOLDER            prints what runs, as JSON
//
// A lock of the kernel on FOLDER/lock says who supervises: it cannot outlive its process.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Processes get five seconds each to end; a stop that takes longer than all of them is stuck.
const stopTimeout = 60 * time.Second

func main() {
	if len(os.Args) > 2 && os.Args[1] == "guard" {
		guard(os.Args[2:])
	}
	flags := flag.NewFlagSet("supervise", flag.ExitOnError)
	attached := flags.Bool("attached", false, "end when standard input is closed")
	if len(os.Args) < 2 {
		fail(errors.New("usage: supervise run|reload|stop|status [-attached] FOLDER"))
	}
	flags.Parse(os.Args[2:])
	folder := flags.Arg(0)
	if folder == "" {
		fail(errors.New("no folder is named"))
	}
	switch command := os.Args[1]; command {
	case "run":
		fail(run(folder, *attached))
	case "reload":
		fail(signalHolder(folder, syscall.SIGHUP))
	case "stop":
		fail(stop(folder))
	case "status":
		fail(status(folder))
	default:
		fail(fmt.Errorf("%q is no command", command))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func signalHolder(folder string, signal syscall.Signal) error {
	pid, err := holder(folder)
	if err != nil {
		return err
	}
	if pid == 0 {
		return errors.New("nothing runs in " + folder)
	}
	return syscall.Kill(pid, signal)
}

func stop(folder string) error {
	pid, err := holder(folder)
	if err != nil || pid == 0 {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	for deadline := time.Now().Add(stopTimeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if now, err := holder(folder); err != nil || now != pid {
			return err
		}
	}
	return fmt.Errorf("process %d does not end", pid)
}

func status(folder string) error {
	pid, err := holder(folder)
	if err != nil {
		return err
	}
	report := struct {
		PID       int     `json:"pid"`
		Processes []state `json:"processes"`
	}{PID: pid, Processes: []state{}}
	text, err := os.ReadFile(filepath.Join(folder, stateFile))
	if err == nil {
		err = json.Unmarshal(text, &report.Processes)
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(report)
}
