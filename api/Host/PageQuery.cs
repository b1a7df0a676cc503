using System.Buffers.Text;
using System.Text;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Host;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="After">The cursor of the part before: its <c>next</c>.</param>
/// <param name="Limit">How many items at most; 50 where nothing is said.</param>
public sealed record PageQuery(string? After, int? Limit)
{
    private const int DefaultSize = 50;

    /// <summary>How many items are given.</summary>
    public int Size => Limit ?? DefaultSize;

    /// <summary>The request; null where it is wrong.</summary>
    public PageRequest? ToRequest() => Size is < 1 or > PageRequest.MaxSize ? null : new PageRequest(After, Size);

    /// <summary>What is wrong with the size.</summary>
    public Error Refuse() => Error.Invalid("limit", ApiTexts.Catalog["Limit", 1, PageRequest.MaxSize]);

    /// <summary>What is wrong with the cursor.</summary>
    public Error RefuseCursor() => Error.Invalid("after", ApiTexts.Catalog["Cursor"]);

    /// <summary>The cursor of a list that is ordered by a text.</summary>
    public static string CursorOf(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>The text that the cursor names: empty for the start, null where the cursor is none.</summary>
    public string? AfterText() => After switch
    {
        null => "",
        { Length: > 1000 } => null,
        _ => Base64Url.IsValid(After) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(After)) : null,
    };
}
