// Package collector is the OpenTelemetry Collector as the real `otelcol` command runs it: the same flags, subcommands and messages.
package collector

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/featuregate"
	"go.opentelemetry.io/collector/otelcol"

	"sandbox/engine/host"
)

// version is the Collector's release that go.mod pins.
const version = "0.159.0"

// Run does what `otelcol ARGS` does and returns when the Collector has shut down.
func Run(args []string) error {
	set := otelcol.CollectorSettings{
		BuildInfo: component.BuildInfo{
			Command:     "otelcol",
			Description: "OpenTelemetry Collector of the sandbox",
			Version:     version,
		},
		Factories: factories,
		// There are no signals in js/wasm: the host asks instead.
		DisableGracefulShutdown: true,
		ConfigProviderSettings: otelcol.ConfigProviderSettings{ResolverSettings: confmap.ResolverSettings{
			DefaultScheme:     "env",
			ProviderFactories: []confmap.ProviderFactory{envprovider.NewFactory(), fileprovider.NewFactory(), yamlprovider.NewFactory()},
		}},
	}
	command := otelcol.NewCommand(set)
	command.SetArgs(args)
	command.SilenceErrors = true
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		replaceRun(command, set)
	}
	return command.ExecuteContext(context.Background())
}

// replaceRun makes the command without a subcommand run a Collector whose state and end the host learns of, which the command of
// package otelcol keeps to itself. The flags are the same.
func replaceRun(command *cobra.Command, set otelcol.CollectorSettings) {
	var files, properties []string
	flags := flag.NewFlagSet("otelcol", flag.ContinueOnError)
	flags.Func("config", "Locations to the config file(s); may be given several times.", func(uri string) error {
		files = append(files, uri)
		return nil
	})
	flags.Func("set", "Sets one property of a component's configuration, for example --set=processors.batch.timeout=2s.", func(text string) error {
		path, value, ok := strings.Cut(text, "=")
		if !ok {
			return errors.New("missing equal sign")
		}
		path = strings.ReplaceAll(strings.TrimSpace(path), ".", "::")
		properties = append(properties, "yaml:"+path+": "+strings.TrimSpace(value))
		return nil
	})
	featuregate.GlobalRegistry().RegisterFlags(flags)
	command.ResetFlags()
	command.Flags().AddGoFlagSet(flags)
	command.RunE = func(cmd *cobra.Command, _ []string) error {
		uris := append(files, properties...)
		if len(uris) == 0 {
			return errors.New("at least one config flag must be provided")
		}
		set.ConfigProviderSettings.ResolverSettings.URIs = uris
		return serve(cmd.Context(), set)
	}
}

func serve(ctx context.Context, set otelcol.CollectorSettings) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	collector, err := otelcol.NewCollector(set)
	if err != nil {
		return err
	}
	// There are no signals here, but the Collector's end waits for the loop that delivers them, and in js/wasm its own subscription does
	// not start one.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	go func() {
		select {
		case <-host.StopRequested():
			collector.Shutdown()
		case <-ctx.Done():
		}
	}()
	go announce(ctx, collector)
	return collector.Run(ctx)
}

// announce tells the host when the Collector is running; its state is only to be asked for.
func announce(ctx context.Context, collector *otelcol.Collector) {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for collector.GetState() == otelcol.StateStarting {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
	if collector.GetState() == otelcol.StateRunning {
		host.Ready()
	}
}
