using System.CommandLine;
using System.Globalization;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;

namespace EksGrader.Api.CommandLine;

/// <summary><c>checks</c>: what the checks say of themselves, those of plug-ins too; makes no connection.</summary>
internal static class ChecksCommand
{
    public static Command Create()
    {
        var check = new Argument<string?>("ID") { Description = "the check; all of them in a table where none is named", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<bool>("--schema") { Description = "write the JSON Schema of assignments instead, for editors" };
        var command = new Command("checks", "Tell of the checks that this program knows, plug-ins included, as docs/checks does of those that ship; makes no connection.") { check, schema };
        command.SetAction(async (parsed, _) =>
        {
            await using var services = GradingHost.Build([]);
            return Run(services.GetRequiredService<Catalogue>(), parsed.GetValue(check), parsed.GetValue(schema), Terminal.OfProcess(CultureInfo.CurrentUICulture));
        });
        return command;
    }

    /// <summary>Writes what was asked for, as Markdown or JSON that ends with a line break.</summary>
    /// <param name="catalogue">The checks.</param>
    /// <param name="id">One of them; null for all.</param>
    /// <param name="isSchema">Whether the schema is asked for.</param>
    /// <param name="terminal">Where it is written.</param>
    public static int Run(Catalogue catalogue, string? id, bool isSchema, Terminal terminal)
    {
        if (isSchema)
        {
            terminal.Output.Write(AssignmentSchema.Write(catalogue.Infos));
            return 0;
        }

        if (id is null)
        {
            terminal.Output.Write(CheckDocumentation.WriteIndex(catalogue));
            return 0;
        }

        if (catalogue.Checks.FirstOrDefault(c => c.Info.Id.Value == id) is not { } check)
            return terminal.Refuse([new ValidationError("ID", CommandTexts.Catalog["NoSuchCheck", string.Join(", ", catalogue.Checks.Select(c => c.Info.Id.Value))])]);
        terminal.Output.Write(CheckDocumentation.Write(check));
        return 0;
    }
}
