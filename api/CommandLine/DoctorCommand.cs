using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EksGrader.Api.Features.Setup;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.CommandLine;

/// <summary><c>doctor</c>: what the service and its courses need and what is missing, as the checklist of admins says it.</summary>
internal static class DoctorCommand
{
    /// <summary>Everything is as it should be, or only advised.</summary>
    public const int AllWell = 0;

    /// <summary>Something is missing.</summary>
    public const int SomethingMissing = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Makes the command.</summary>
    /// <param name="build">Builds the service, which is not started.</param>
    public static Command Create(Func<string[], Action<WebApplicationBuilder>?, WebApplication> build)
    {
        var course = new Option<string?>("--course") { Description = "only this course, by its slug; every course where none is named", HelpName = "SLUG" };
        var output = new Option<string>("--output") { Description = "text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command(
            "doctor",
            "Tell what the service and its courses need and what is missing, with what to do; connects to the mail server, sends and changes nothing, and may run beside the service. Takes the service's configuration. Exit: 0 all well, 1 something is missing, 2 the input was refused.") { course, output };
        // What is left over (--Database:ConnectionString=…) is configuration of the host, as without a command.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // A report is read by programs too: what the host logs while it is built is no part of it.
            var terminal = Terminal.OfProcess(CultureInfo.CurrentUICulture);
            WebApplication built;
            try
            {
                built = build([.. parsed.UnmatchedTokens, "--Logging:LogLevel:Default=None"], null);
            }
            catch (Exception e) when (StartFailure.Say(e) is { Count: > 0 } failures)
            {
                return await RefuseAsync(failures, terminal);
            }

            await using var app = built;
            return await RunAsync(app.Services, parsed.GetValue(course), parsed.GetValue(output) == "json", terminal, cancellationToken);
        });
        return command;
    }

    /// <summary>Looks, and writes what was found.</summary>
    /// <param name="services">The service's, which need not be started.</param>
    /// <param name="course">The slug of one course; null for all.</param>
    /// <param name="isJson">Whether it is written for programs.</param>
    /// <param name="terminal">Where it is written.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public static async Task<int> RunAsync(IServiceProvider services, string? course, bool isJson, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (StartFailure.Say(e) is { Count: > 0 } failures)
        {
            return await RefuseAsync(failures, terminal);
        }

        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<SetupChecklist>().ReadAsync(course, cancellationToken) is not { } report)
            return terminal.Refuse([new ValidationError("--course", CommandTexts.Catalog["NoSuchCourse"])]);
        if (isJson)
            await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(ViewOf(report, terminal.Culture), Json));
        else
            Write(report, terminal);
        return report.Missing == 0 ? AllWell : SomethingMissing;
    }

    private static async Task<int> RefuseAsync(IReadOnlyList<string> failures, Terminal terminal)
    {
        foreach (var failure in failures)
            await terminal.Error.WriteLineAsync(failure);
        return Terminal.Refused;
    }

    private static object ViewOf(SetupReport report, CultureInfo culture) => new
    {
        report.Missing,
        Service = report.Service.Select(i => ViewOf(i, culture)),
        Courses = report.Courses.Select(c => new { Course = c.Slug, c.Title, Items = c.Items.Select(i => ViewOf(i, culture)) }),
    };

    private static object ViewOf(SetupItem item, CultureInfo culture) => new
    {
        item.Id,
        State = JsonNamingPolicy.CamelCase.ConvertName(item.State.ToString()),
        Title = item.Title.In(culture),
        Found = item.Found.In(culture),
        Cure = item.Cure?.In(culture),
        item.Page,
    };

    private static void Write(SetupReport report, Terminal terminal)
    {
        WriteList(Text("Service", terminal), report.Service, terminal);
        foreach (var course in report.Courses)
            WriteList($"{course.Title} ({course.Slug})", course.Items, terminal);
        terminal.Output.WriteLine();
        if (report.More)
            terminal.Output.WriteLine(Text("More", terminal));
        terminal.Output.WriteLine(report.Missing switch { 0 => Text("AllDone", terminal), 1 => Text("MissingOne", terminal), _ => Text("MissingMany", terminal, report.Missing) });
    }

    private static void WriteList(string title, IReadOnlyList<SetupItem> items, Terminal terminal)
    {
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(title);
        foreach (var item in items)
        {
            // Course titles and slugs of assignments are people's own texts: one line, whatever they hold.
            terminal.Output.WriteLine($"{Icon(item.State)} {item.Title.In(terminal.Culture)}: {SafeText.Line(item.Found.In(terminal.Culture), 500)}");
            if (item.Cure is { } cure)
                terminal.Output.WriteLine("  → " + SafeText.Line(cure.In(terminal.Culture), 1000));
        }
    }

    private static string Icon(SetupState state) => state switch
    {
        SetupState.Done => "✓",
        SetupState.Advised => "◐",
        _ => "✕",
    };

    private static string Text(string key, Terminal terminal, params object[] arguments) => SetupTexts.Catalog[key, arguments].In(terminal.Culture);
}
