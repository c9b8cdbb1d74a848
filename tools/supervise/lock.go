package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

func openLock(folder string) (*os.File, error) {
	return os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
}

func exclusive() *syscall.Flock_t {
	return &syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart}
}

// take locks the folder for the rest of this process's life. The file must stay open.
func take(folder string) (*os.File, error) {
	file, err := openLock(folder)
	if err != nil {
		return nil, err
	}
	if err := syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, exclusive()); err != nil {
		file.Close()
		return nil, errors.New("another process supervises " + folder)
	}
	return file, nil
}

// holder is the process that supervises the folder; 0 where none does.
func holder(folder string) (int, error) {
	file, err := openLock(folder)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer file.Close()
	lock := exclusive()
	if err := syscall.FcntlFlock(file.Fd(), syscall.F_GETLK, lock); err != nil {
		return 0, err
	}
	if lock.Type == syscall.F_UNLCK {
		return 0, nil
	}
	return int(lock.Pid), nil
}

// stands tells whether the lock is still where others look for it.
func stands(lock *os.File) error {
	held, err := lock.Stat()
	if err != nil {
		return err
	}
	found, err := os.Stat(lock.Name())
	if err == nil && !os.SameFile(held, found) {
		err = errors.New(lock.Name() + " is another file now")
	}
	return err
}
