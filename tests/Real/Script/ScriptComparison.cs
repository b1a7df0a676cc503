using System.Diagnostics;
using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Real.Script;

/// <summary>
/// One grading against the real API server beside the script that an instructor would write, in one run. Asserts no speed: it prints
/// figures. Built with tests/Real for its servers, and run only when asked for (tests/Bench/README.md).
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ScriptComparison(ApiServerFixture server, ITestOutputHelper output)
{
    private const string Balancer = "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com";
    private const int Gradings = 200;

    // Until then the just-in-time compiler still works on the hot methods, beside the gradings and in bursts: what is measured in that time is how
    // far it has come.
    private const int WarmUp = 1000;
    private const int Scripts = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Grading_BesideTheScript()
    {
        await using var web = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await using var state = await server.EmptyAsync(Token);
        await BuildAsync(state, web.Port);
        await using var grading = new GradingStack();
        grading.Names.With(Balancer, "127.0.0.1");

        var first = await grading.ObserveAsync(state.Access);
        Assert.All(first.Verdicts.Where(v => v.Key.Value != "cluster-deletion"), v => Assert.Equal(Outcome.Passed, v.Value.Outcome));

        var script = await ScriptAsync(state, web.Port);
        for (var i = 0; i < WarmUp; i++)
        {
            await grading.ObserveAsync(state.Access);
        }

        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Gradings; i++)
        {
            await grading.ObserveAsync(state.Access);
        }

        var wall = Stopwatch.GetElapsedTime(started) / Gradings;
        self.Refresh();
        cpu = (self.TotalProcessorTime - cpu) / Gradings;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            the script:  wall {script.Wall.TotalMilliseconds,7:0.0} ms   CPU {script.Cpu.TotalMilliseconds,7:0.0} ms   (mean of {Scripts})
            one grading: wall {wall.TotalMilliseconds,7:0.0} ms   CPU {cpu.TotalMilliseconds,7:0.0} ms   (mean of {Gradings}, after {WarmUp})
            the script's CPU is {script.Cpu / cpu:0} times that of a grading, its wall {script.Wall / wall:0} times
            """));
    }

    private static async Task BuildAsync(ClusterState state, int port)
    {
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        var web = new WebApplication(state);
        var (_, pods) = await web.DeployAsync(2, "node-1", "node-2");
        await web.ServiceAsync(port, Balancer);
        await web.EndpointsAsync(true, pods);
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(2);
        await insights.ClassicAsync("""{"kubernetes":{}}""");
    }

    private static async Task<(TimeSpan Wall, TimeSpan Cpu)> ScriptAsync(ClusterState state, int port)
    {
        var (wall, cpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i <= Scripts; i++)
        {
            var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%R %U %S'; time bash \"$0\" >/dev/null", Path.Combine(AppContext.BaseDirectory, "instructor.sh")])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment =
                {
                    ["KUBECTL"] = RealParts.Require("KUBECTL"),
                    ["KUBECONFIG"] = state.Plane.AdminKubeconfig,
                    ["HOME"] = Path.GetDirectoryName(state.Plane.AdminKubeconfig),
                    ["CURL_RESOLVE"] = $"{Balancer}:{port}:127.0.0.1",
                },
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
            var said = (await process.StandardError.ReadToEndAsync(Token)).Trim();
            await process.WaitForExitAsync(Token);
            Assert.True(process.ExitCode == 0, said);
            var times = said.Split('\n')[^1].Split(' ').Select(t => TimeSpan.FromSeconds(double.Parse(t, CultureInfo.InvariantCulture))).ToArray();

            // The first run fills kubectl's cache of what the server has, as on an instructor's machine.
            if (i > 0)
            {
                wall += times[0] / Scripts;
                cpu += (times[1] + times[2]) / Scripts;
            }
        }

        return (wall, cpu);
    }
}
