using System.CommandLine;
using System.Globalization;
using EksGrader.Api.CommandLine;
using EksGrader.Api.Features.Demo;
using EksGrader.Checks.Assignments;

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
        var assignment = new Option<string>("--assignment")
        {
            Description = $"the assignment of the class: {string.Join(", ", ShippedAssignments.Names)}",
            HelpName = "NAME",
            DefaultValueFactory = _ => DemoSeed.Assignment,
        };
        assignment.AcceptOnlyFromAmong([.. ShippedAssignments.Names]);
        var command = new Command("demo", "Serve with a practice class of simulated clusters, graded before your eyes.") { students, assignment };
        // What is left over (--urls …) is configuration of the host, as without a command.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => new DemoRun(
            parsed.GetValue(students),
            parsed.GetValue(assignment) ?? DemoSeed.Assignment,
            [.. parsed.UnmatchedTokens],
            Terminal.OfProcess(CultureInfo.CurrentUICulture)).RunAsync(cancellationToken));
        return command;
    }
}
