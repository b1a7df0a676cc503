using EksGrader.Checks.Core;

namespace EksGrader.Checks.Receipts;

/// <summary>What verifying a receipt came to.</summary>
public abstract record ReceiptCheck
{
    private ReceiptCheck()
    {
    }

    /// <summary>One of the given keys signed exactly what the file says.</summary>
    /// <param name="Receipt">What it says.</param>
    /// <param name="Kid">The key's id.</param>
    public sealed record Genuine(DeletionReceipt Receipt, string Kid) : ReceiptCheck;

    /// <summary>None of the given keys signed what the file says.</summary>
    /// <param name="Why">Why that is known.</param>
    public sealed record NotGenuine(LocalizedText Why) : ReceiptCheck;

    /// <summary>It is no receipt, so nothing was verified.</summary>
    /// <param name="Why">What is wrong with it.</param>
    public sealed record Refused(LocalizedText Why) : ReceiptCheck;
}
