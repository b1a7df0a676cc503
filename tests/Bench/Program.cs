using EksGrader.Bench;
using EksGrader.Bench.Jobs;
using EksGrader.Bench.Leases;

// The README says what each measurement is and what came out; a third one lives in Script/.
return args switch
{
    ["class", .. var rest] => await ClassBench.RunAsync(ClassBenchOptions.Parse(rest)),
    ["memory", .. var rest] => await MemoryBench.RunAsync(ClassBenchOptions.Parse(rest)),
    ["class-host", .. var rest] => await ClassHost.RunAsync(ClassBenchOptions.Parse(rest)),
    ["watchers", .. var rest] => await WatchersBench.RunAsync(Number(rest, "--students", 1000), TimeSpan.FromSeconds(Number(rest, "--over", 100)), Number(rest, "--workers", 0)),
    ["watchers-host", var workers] => await WatchersHost.RunAsync(workers),
    ["idle", .. var rest] => await IdleBench.RunAsync(Number(rest, "--seconds", 120), rest.Contains("--workers") ? Number(rest, "--workers", 0) : null, Text(rest, "--postgres")),
    ["idle-host", var workers, var server] => await IdleBench.HostAsync(workers, server),
    ["jobs", .. var rest] when Text(rest, "--postgres") is { } server => await JobsBench.RunAsync(server, Number(rest, "--processes", 2), Number(rest, "--jobs", 4000), Number(rest, "--workers", 64)),
    ["jobs-killed", .. var rest] when Text(rest, "--postgres") is { } server => await KilledNodes.RunAsync(server, Number(rest, "--kills", 25), Number(rest, "--seed", 1)),
    [JobNode.Command, var connection, var name, var workers] => await JobNode.RunAsync(connection, name, int.Parse(workers, System.Globalization.CultureInfo.InvariantCulture)),
    ["gradebook", .. var rest] => await GradebookBench.RunAsync(rest is ["--students", var students] ? int.Parse(students, System.Globalization.CultureInfo.InvariantCulture) : 10_000),
    ["gradebook-host", var folder, .. var rest] => await GradebookHost.RunAsync(folder, rest is [var students] ? int.Parse(students, System.Globalization.CultureInfo.InvariantCulture) : 0),
    ["hand-ins", .. var rest] => await SubmissionBench.RunAsync(Number(rest, "--count", 1000), Array.IndexOf(rest, "--folder") is >= 0 and var at && at + 1 < rest.Length ? rest[at + 1] : null),
    ["board", .. var rest] => await BoardBench.RunAsync(Number(rest, "--leases", 10_000), Number(rest, "--ended", 2_000)),
    ["board-host", var folder, .. var rest] => await BoardHost.RunAsync(folder, rest is [var leases] ? int.Parse(leases, System.Globalization.CultureInfo.InvariantCulture) : 0),
    ["leases", .. var rest] => await LeaseBench.RunAsync(Number(rest, "--leases", 10_000), Shape(rest)),
    ["leases-killed", .. var rest] => await KilledLeases.RunAsync(Number(rest, "--leases", 400), Number(rest, "--kills", 50), Number(rest, "--seed", 1), isWhole: rest.Contains("--whole")),
    ["leases-weather", .. var rest] => await LeaseWeather.RunAsync(Number(rest, "--leases", 400), Number(rest, "--seed", 1)),
    ["leases-wall", .. var rest] => await LeaseThroughput.RunAsync(Number(rest, "--leases", 10_000), Number(rest, "--delay-ms", 100), Shape(rest), throughSdk: rest.Contains("--sdk")),
    ["looks", .. var rest] => await SdkProbes.RunAsync(Number(rest, "--looks", 2000), Number(rest, "--at-once", 64)),
    [AwsHost.Command, var shift, .. var rest] => await AwsHost.RunAsync(shift, Shape(rest)),
    [LeaseChild.Command, var folder, var from, var until, var port] => await LeaseChild.RunAsync(folder, from, until, port),
    _ => Usage(),
};

static int Number(string[] options, string name, int otherwise) =>
    Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? int.Parse(options[at + 1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

static string? Text(string[] options, string name) => Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;

static LeaseShape Shape(string[] options) => LeaseShape.Parse(options, options.Contains("--one-account") ? Number(options, "--one-account", 600) : null);

static int Usage()
{
    Console.Error.WriteLine("""
        class    [--clusters 1000] [--delay-ms 100] [--in-flight 40] [--kinds good-kubeconfig,…]   gradings of a simulated class
        memory   [--clusters 1000]   what a grading in flight weighs
        watchers [--students 1000] [--over 100] [--workers N]   students watching live progress at once
        idle [--seconds 120] [--workers N] [--postgres SERVER]   what the service costs while it is idle
        jobs --postgres SERVER [--processes 2] [--jobs 4000] [--workers 64]   processes that share one queue
        jobs-killed --postgres SERVER [--kills 25] [--seed 1]   one of two killed again and again
        gradebook [--students 10000]   the gradebook's page, windows and exports
        hand-ins [--count 1000] [--folder FOLDER]   what a hand-in costs that survives a power cut
        board [--leases 10000] [--ended 2000]   the board of clusters: its page, windows and list
        leases [--leases 10000] [--one-account 600] [--gone|--late]   leases with one midnight deadline, by a clock of the bench's own
        leases-wall [--leases 10000] [--delay-ms 100] [--gone|--late] [--sdk]   the same midnight by the real clock
        looks [--looks 2000] [--at-once 64]   what a look costs that goes through the AWS SDK
        leases-killed [--leases 400] [--kills 50] [--seed 1] [--whole]   the same with a process that is killed again and again
        leases-weather [--leases 400] [--seed 1]   lives and weather made of chance: every verdict right or honestly unknown
        """);
    return 2;
}
