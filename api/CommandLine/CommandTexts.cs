using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.CommandLine;

/// <summary>The sentences of the command line.</summary>
internal static class CommandTexts
{
    /// <summary>The sentences, from <c>CommandTexts.resx</c> and <c>CommandTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.CommandLine.CommandTexts", typeof(CommandTexts).Assembly));
}
