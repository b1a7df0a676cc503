using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Receipts;

/// <summary>The sentences about receipts.</summary>
public static class ReceiptTexts
{
    /// <summary>The sentences, from <c>ReceiptTexts.resx</c> and <c>ReceiptTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Checks.Receipts.ReceiptTexts", typeof(ReceiptTexts).Assembly));
}
