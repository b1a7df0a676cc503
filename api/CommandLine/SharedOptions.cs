using System.CommandLine;

namespace EksGrader.Api.CommandLine;

/// <summary>Options that <c>grade</c> and <c>regrade</c> share.</summary>
internal static class SharedOptions
{
    public static Option<FileInfo?> Assignment() => new("--assignment")
    {
        Description = "the assignment, YAML or JSON; eks-assessment where none is named",
        HelpName = "FILE",
    };

    public static Option<string> Output()
    {
        var option = new Option<string>("--output") { Description = "the form of the report", DefaultValueFactory = _ => "text" };
        option.AcceptOnlyFromAmong([.. ReportFormats.ByName.Keys]);
        return option;
    }
}
