using System.Resources;
using EksGrader.Checks;

namespace EksGrader.Api.Application.Assignments;

/// <summary>The sentences about assignments, their dates and versions.</summary>
public static class BookTexts
{
    /// <summary>The sentences, from <c>BookTexts.resx</c> and <c>BookTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Application.Assignments.BookTexts", typeof(BookTexts).Assembly));
}
