using EksGrader.Bench;

// One program, three measurements; the README says what each is and what came out.
return args switch
{
    ["script", .. var rest] => await ScriptComparison.RunAsync(rest),
    ["class", .. var rest] => await ClassBench.RunAsync(ClassBenchOptions.Parse(rest)),
    ["memory", .. var rest] => await MemoryBench.RunAsync(ClassBenchOptions.Parse(rest)),
    ["class-host", .. var rest] => await ClassHost.RunAsync(ClassBenchOptions.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        script   one grading against the real kube-apiserver beside the script that an instructor would write
        class    [--clusters 1000] [--delay-ms 100] [--in-flight 64] [--kinds good-kubeconfig,…]   gradings of a simulated class
        memory   [--clusters 1000]   what a grading in flight weighs
        """);
    return 2;
}
