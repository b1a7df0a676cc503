using System.CommandLine;
using System.Globalization;
using EksGrader.Api.CommandLine;

namespace EksGrader.Api.Demo;

/// <summary><c>demo</c>: serves with a practice class of simulated clusters, graded before your eyes.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var students = new Option<int>("--students") { Description = "how many students hand in, 1 to 1000", HelpName = "N", DefaultValueFactory = _ => 30 };
        students.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--students: a class has 1 to 1000 students.");
            }
        });
        var command = new Command("demo", "Serve with a practice class of simulated clusters, graded before your eyes.") { students };
        // What is left over (--urls …) is configuration of the host, as without a command.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => new DemoRun(
            parsed.GetValue(students),
            [.. parsed.UnmatchedTokens],
            Terminal.OfProcess(CultureInfo.CurrentUICulture)).RunAsync(cancellationToken));
        return command;
    }
}
