package main

import (
	"flag"
	"fmt"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"sandbox/engine/host"
)

// runRedis serves the Redis protocol with data in memory, until the host asks to stop. Its flags are those of redis-server that matter here.
func runRedis(args []string) error {
	flags := flag.NewFlagSet("redis", flag.ContinueOnError)
	port := flags.Int("port", 6379, "Port to listen on.")
	password := flags.String("requirepass", "", "Password that clients have to give.")
	if err := flags.Parse(args); err != nil {
		return err
	}
	stop := host.StopRequested()
	redis := miniredis.NewMiniRedis()
	if *password != "" {
		redis.RequireAuth(*password)
	}
	if err := redis.StartAddr(fmt.Sprintf(":%d", *port)); err != nil {
		return fmt.Errorf("listening on port %d: %w", *port, err)
	}
	letTimePass(redis)
	fmt.Printf("Ready to accept connections on port %d\n", *port)
	host.Ready()
	<-stop
	redis.Close()
	return nil
}

// clockStep is how exact the end of a key is. Passing time costs a look at all keys, so this bounds what it costs under load.
const clockStep = 10 * time.Millisecond

// letTimePass lets keys expire. miniredis does that only when time is passed to it: before a command, so that an idle server does nothing.
func letTimePass(redis *miniredis.Miniredis) {
	var mu sync.Mutex
	last := time.Now()
	redis.Server().SetPreHook(func(*server.Peer, string, ...string) bool {
		// Locked by a Lua script that calls this command, or for a moment by another client: time passes with the next command.
		if !redis.TryLock() {
			return false
		}
		redis.Unlock()
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if passed := now.Sub(last); passed >= clockStep {
			redis.FastForward(passed)
			last = now
		}
		return false
	})
}
