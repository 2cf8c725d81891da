// Package collector runs the OpenTelemetry Collector with the flags, subcommands and messages of the `otelcol` command.
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

// version is the Collector release that go.mod pins.
const version = "0.161.0"

// Run does what `otelcol ARGS` does, and returns when the Collector has shut down.
func Run(args []string) error {
	set := otelcol.CollectorSettings{
		BuildInfo: component.BuildInfo{
			Command:     "otelcol",
			Description: "OpenTelemetry Collector of the sandbox",
			Version:     version,
		},
		Factories: factories,
		// js/wasm has no signals: the host requests the shutdown instead.
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

// replaceRun replaces what the command runs without a subcommand, so that the host can follow the Collector's state and
// stop it. The command of package otelcol does not give access to its Collector. The flags are the same.
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
	// There are no signals, but the Collector's shutdown waits for the loop that delivers them, which its own subscription
	// does not start in js/wasm.
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

// announce reports to the host when the Collector is running. It polls, because the Collector does not notify.
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
